package dev.flotilla.cli.completion;

import java.util.List;
import java.util.stream.Collectors;

/** A script for bash 4 and newer. */
final class BashCompletion {
    private BashCompletion() {}

    static String script(List<Completable> commands) {
        return "# bash completion for flotilla\n\n" + functions(commands)
                + "complete -o default -F _flotilla flotilla\n";
    }

    /** The functions alone; zsh runs them too. */
    static String functions(List<Completable> commands) {
        Completable root = commands.getFirst();
        String names = words(commands.stream().skip(1).map(Completable::name).toList());
        StringBuilder cases = new StringBuilder();
        commands.stream().skip(1).forEach(command -> cases.append("        ")
                .append(command.name())
                .append(") options=\"")
                .append(words(command.options()))
                .append("\"; kind=")
                .append(command.arguments())
                .append(" ;;\n"));
        String valued = commands.stream()
                .flatMap(c -> c.withValue().stream())
                .distinct()
                .collect(Collectors.joining("|"));
        return TEMPLATE.replace("@COMMANDS@", names)
                .replace("@GLOBALS@", words(root.options()))
                .replace("@VALUED@", valued)
                .replace("@CASES@", cases);
    }

    private static String words(List<String> words) {
        return String.join(" ", words);
    }

    private static final String TEMPLATE = """
            # Names in the cluster, or nothing: completion never waits long and never complains.
            _flotilla_units() {
                "$1" --request-timeout 1 list-unit-files --no-legend --fields=unit 2>/dev/null
            }

            _flotilla_machines() {
                "$1" --request-timeout 1 list-machines --no-legend --full --fields=machine 2>/dev/null
            }

            _flotilla() {
                local program=${COMP_WORDS[0]} current previous line command="" options="" kind="" words="" i
                local -a typed
                # Readline's own words end at : and @, which URLs and instances have.
                line=${COMP_LINE:0:COMP_POINT}
                current=${line##*[[:space:]]}
                read -ra typed <<<"${line%"$current"}"
                previous=${typed[${#typed[@]}-1]}
                for ((i = 1; i < ${#typed[@]}; i++)); do
                    case ${typed[i]} in
                    @VALUED@) ((i++)) ;;
                    -*) ;;
                    *) command=${typed[i]}; break ;;
                    esac
                done
                case $previous in
                @VALUED@) return ;;
                esac
                COMPREPLY=()
                if [ -z "$command" ]; then
                    words="@COMMANDS@ @GLOBALS@"
                else
                    case $command in
            @CASES@        *) return ;;
                    esac
                    if [[ $current == -* ]]; then
                        words="$options @GLOBALS@"
                    else
                        case $kind in
                        UNITS) words=$(_flotilla_units "$program") ;;
                        FILES_AND_UNITS) words=$(_flotilla_units "$program") ;;
                        MACHINES) words="set remove $(_flotilla_machines "$program")" ;;
                        MACHINES_AND_UNITS) words="$(_flotilla_machines "$program") $(_flotilla_units "$program")" ;;
                        COMMANDS) words="@COMMANDS@" ;;
                        SHELLS) words="bash zsh fish" ;;
                        esac
                        case $kind in
                        FILES | FILES_AND_UNITS)
                            local file
                            while IFS= read -r file; do
                                COMPREPLY+=("$file")
                            done < <(compgen -f -- "$current")
                            ;;
                        esac
                    fi
                fi
                local word
                for word in $words; do
                    [[ $word == "$current"* ]] && COMPREPLY+=("$word")
                done
                # Readline replaces what stands behind the last word break only.
                if [[ $current == *[@:=]* && $COMP_WORDBREAKS == *[@:=]* ]]; then
                    local prefix=${current%"${COMP_WORDS[COMP_CWORD]}"}
                    [[ ${COMP_WORDS[COMP_CWORD]} == [@:=] ]] && prefix=$current
                    for i in "${!COMPREPLY[@]}"; do
                        COMPREPLY[i]=${COMPREPLY[i]#"$prefix"}
                    done
                fi
            }
            """;
}
