package dev.flotilla.cli.completion;

import java.util.List;

/** A script for zsh, which has names and descriptions side by side. */
final class ZshCompletion {
    private ZshCompletion() {}

    static String script(List<Completable> commands) {
        StringBuilder table = new StringBuilder();
        StringBuilder cases = new StringBuilder();
        for (Completable command : commands.subList(1, commands.size())) {
            table.append("        '")
                    .append(command.name())
                    .append(':')
                    .append(quoted(command.summary()))
                    .append("'\n");
            cases.append("        ")
                    .append(command.name())
                    .append(") options=(")
                    .append(String.join(" ", command.options()))
                    .append("); kind=")
                    .append(command.arguments())
                    .append(" ;;\n");
        }
        Completable root = commands.getFirst();
        return TEMPLATE.replace("@TABLE@", table)
                .replace("@CASES@", cases)
                .replace("@VALUED@", String.join("|", root.withValue()))
                .replace("@GLOBALS@", String.join(" ", root.options()));
    }

    private static String quoted(String text) {
        return text.replace("'", "'\\''").replace(":", "\\:");
    }

    private static final String TEMPLATE = """
            #compdef flotilla

            _flotilla() {
                local program=${words[1]} command="" kind="" i
                local -a commands globals options found
                globals=(@GLOBALS@)
                commands=(
            @TABLE@    )
                for ((i = 2; i < CURRENT; i++)); do
                    case ${words[i]} in
                    @VALUED@) ((i++)) ;;
                    -*) ;;
                    *) command=${words[i]}; break ;;
                    esac
                done
                if [[ -z $command ]]; then
                    _describe command commands
                    compadd -- $globals
                    return
                fi
                case $command in
            @CASES@        *) return 1 ;;
                esac
                if [[ ${words[CURRENT]} == -* ]]; then
                    compadd -- $options $globals
                    return
                fi
                if [[ $kind == *UNITS ]]; then
                    found+=(${(f)"$($program --request-timeout 1 list-unit-files --no-legend --fields=unit 2>/dev/null)"})
                fi
                if [[ $kind == MACHINES* ]]; then
                    found+=(${(f)"$($program --request-timeout 1 list-machines --no-legend --full --fields=machine 2>/dev/null)"})
                fi
                case $kind in
                MACHINES) found+=(set remove) ;;
                COMMANDS) _describe command commands ;;
                SHELLS) found+=(bash zsh fish) ;;
                FILES*) _files ;;
                esac
                compadd -- $found
            }

            if [[ $funcstack[1] == _flotilla ]]; then
                _flotilla "$@"
            else
                compdef _flotilla flotilla
            fi
            """;
}
