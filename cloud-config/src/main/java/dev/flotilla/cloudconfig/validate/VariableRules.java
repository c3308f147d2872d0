package dev.flotilla.cloudconfig.validate;

import dev.flotilla.cloudconfig.document.Mark;
import dev.flotilla.cloudconfig.source.Substitution;
import dev.flotilla.cloudconfig.source.Variables;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The machine's addresses in a text: set, spelled right, and ending where they seem to. */
final class VariableRules {
    private static final Pattern BRACES = Pattern.compile("\\$\\{(public|private)_ipv[46]\\}");
    private static final Pattern ALMOST = Pattern.compile(
            "\\$\\{?((?i:coreos_)?(?i:public|private)[_-](?i:ip|ipv4|ipv6|address))\\}?(?![A-Za-z0-9_])");

    private VariableRules() {}

    static void check(String text, Variables variables, Reporter report) {
        List<Substitution.Use> uses = Substitution.uses(text);
        for (Substitution.Use use : uses) {
            boolean goesOn = use.end() < text.length() && isWord(text.charAt(use.end()));
            boolean missing = variables.known() && variables.value(use.name()).isEmpty();
            if (report.isFull() || !goesOn && !missing) {
                continue;
            }
            Mark mark = Mark.at(text, use.start());
            if (missing) {
                report.error(
                        mark,
                        "",
                        "$" + use.name() + " is not set on this machine and would become nothing",
                        "set " + Variables.environmentName(use.name()) + ", or write the address");
            }
            if (goesOn) {
                report.warning(
                        mark,
                        "",
                        "$" + use.name() + " is replaced although the word goes on with "
                                + Spelling.quoted(text.substring(use.end(), use.end() + 1)),
                        "put a character between that is no letter");
            }
        }
        almost(text, report);
    }

    private static void almost(String text, Reporter report) {
        Matcher braces = BRACES.matcher(text);
        while (!report.isFull() && braces.find()) {
            report.warning(
                    Mark.at(text, braces.start()), "", braces.group() + " is not replaced", "write it without braces");
        }
        Matcher almost = ALMOST.matcher(text);
        while (!report.isFull() && almost.find()) {
            if (!almost.group(1).startsWith("COREOS_")
                    && !BRACES.matcher(almost.group()).matches()
                    && !Variables.NAMES.contains(almost.group(1))) {
                report.warning(
                        Mark.at(text, almost.start()),
                        "",
                        almost.group() + " is not replaced",
                        "there are $" + String.join(", $", Variables.NAMES));
            }
        }
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }
}
