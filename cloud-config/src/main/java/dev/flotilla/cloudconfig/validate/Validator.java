package dev.flotilla.cloudconfig.validate;

import dev.flotilla.cloudconfig.document.Mark;
import dev.flotilla.cloudconfig.document.ParsedText;
import dev.flotilla.cloudconfig.document.SyntaxFault;
import dev.flotilla.cloudconfig.document.Tree;
import dev.flotilla.cloudconfig.source.UserData;
import dev.flotilla.cloudconfig.source.Variables;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Checks user-data of any kind. There is no input without an answer. */
public final class Validator {
    /** The largest text that is looked into, in characters: clouds refuse user-data of a tenth of it. */
    public static final int MAX_CHARACTERS = 1024 * 1024;

    private static final String COREOS_HEADER = "must be \"#cloud-config\" or begin with \"#!\"";

    private Validator() {}

    /**
     * The findings for detected user-data.
     *
     * @param variables the machine's addresses, or {@link Variables#unknown()} away from it
     */
    public static Findings validate(UserData data, Variables variables) {
        return switch (data) {
            case UserData.Empty empty ->
                new Findings(
                        List.of(new Finding(Severity.INFO, Mark.START, "", "there is nothing in it", "")), List.of());
            case UserData.Script script -> new Findings(List.of(), List.of());
            case UserData.Ignition ignition ->
                new Findings(
                        List.of(new Finding(
                                Severity.INFO,
                                Mark.START,
                                "",
                                "an Ignition config: the system applies it before it boots, nothing is done with it here",
                                "")),
                        List.of());
            case UserData.CloudConfigText text -> cloudConfig(text.text(), variables);
            case UserData.Multipart message -> multipart(message, variables);
            case UserData.Unrecognized unrecognized ->
                new Findings(
                        List.of(new Finding(
                                Severity.ERROR,
                                Mark.START,
                                "",
                                unrecognized.reason(),
                                "begin the first line with it, without anything before it; packed user-data is gzip")),
                        List.of(new CoreosEntry(Severity.ERROR, 1, COREOS_HEADER)));
        };
    }

    private static Findings multipart(UserData.Multipart message, Variables variables) {
        List<Finding> all = new ArrayList<>();
        List<CoreosEntry> coreos = new ArrayList<>();
        for (int i = 0; i < message.parts().size(); i++) {
            String part = "part " + (i + 1);
            Findings findings = validate(message.parts().get(i), variables);
            coreos.addAll(findings.coreos());
            findings.all()
                    .forEach(f -> all.add(new Finding(
                            f.severity(),
                            f.mark(),
                            f.path().isEmpty() ? part : part + ": " + f.path(),
                            f.message(),
                            f.advice())));
        }
        return new Findings(all, coreos);
    }

    private static Findings cloudConfig(String text, Variables variables) {
        Reporter report = new Reporter();
        if (text.length() > MAX_CHARACTERS) {
            report.error(
                    Mark.START,
                    "",
                    "larger than " + MAX_CHARACTERS + " characters",
                    "keep large files elsewhere and fetch them");
            return new Findings(report.findings(), List.of());
        }
        ParsedText parsed = ParsedText.parse(text);
        int replacement =
                text.indexOf(StandardCharsets.UTF_8.newDecoder().replacement().charAt(0));
        if (replacement >= 0) {
            report.warning(Mark.at(text, replacement), "", "is not UTF-8 here", "save the file as UTF-8");
        }
        parsed.fault().ifPresent(fault -> syntax(fault, report));
        parsed.root().ifPresent(root -> root(root, text, variables, report));
        return new Findings(report.findings(), CoreosRules.check(parsed));
    }

    private static void syntax(SyntaxFault fault, Reporter report) {
        boolean tab = fault.message().contains("TAB");
        report.error(
                fault.mark(),
                "",
                "no YAML: " + (tab ? "a tab where spaces have to be" : fault.message()),
                tab ? "indent with spaces" : "look at the indentation of this line and the one before");
    }

    private static void root(Tree tree, String text, Variables variables, Reporter report) {
        VariableRules.check(text, variables, report);
        switch (tree) {
            case Tree.Mapping mapping -> {
                Place root = new Place(mapping, "");
                new StructureRules(report).check(mapping);
                new UnitRules(text, report).check(root);
                new FileRules(report).check(root);
                new UserRules(report).check(root);
                new ServiceRules(report).check(root);
            }
            case Tree.Sequence list ->
                report.error(
                        list.mark(),
                        "",
                        "is only a list: none of it would be applied",
                        "begin with keys such as coreos:");
            case Tree.Scalar scalar -> {
                if (!scalar.text().isBlank()) {
                    report.error(
                            scalar.mark(),
                            "",
                            "is only a text: none of it would be applied",
                            "begin with keys such as coreos:");
                }
            }
        }
    }
}
