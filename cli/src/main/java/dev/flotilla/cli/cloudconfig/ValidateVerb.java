package dev.flotilla.cli.cloudconfig;

import dev.flotilla.cli.json.Json;
import dev.flotilla.cli.json.JsonText;
import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import dev.flotilla.cloudconfig.CloudConfigs;
import dev.flotilla.cloudconfig.source.Variables;
import dev.flotilla.cloudconfig.validate.Finding;
import dev.flotilla.cloudconfig.validate.Findings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code cloud-config validate}. */
final class ValidateVerb {
    private final Session session;
    private final AddressOptions addresses;
    private final String format;

    ValidateVerb(Session session, AddressOptions addresses, String format) {
        this.session = session;
        this.addresses = addresses;
        this.format = format.isEmpty() ? "text" : format;
    }

    int run(List<String> files) {
        if (!List.of("text", "json", "coreos").contains(format)) {
            throw new CommandFailure("--format is text, json or coreos", Exit.USAGE);
        }
        Variables variables = MachineAddresses.of(session, addresses);
        boolean passed = true;
        List<Json> items = new ArrayList<>();
        for (String file : files) {
            Findings findings = CloudConfigs.validate(UserDataFile.read(session, file), variables);
            switch (format) {
                case "coreos" ->
                    findings.coreos().forEach(entry -> session.out().println(entry));
                case "json" -> findings.all().forEach(finding -> items.add(json(file, finding)));
                default -> findings.all().forEach(finding -> session.out().println(file + ":" + finding));
            }
            passed &= format.equals("coreos") ? findings.coreos().isEmpty() : findings.isApplicable();
        }
        if (format.equals("json")) {
            session.out().println(JsonText.pretty(new Json.Items(items)));
        }
        return passed ? Exit.OK : Exit.FAILED;
    }

    private static Json json(String file, Finding finding) {
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("file", new Json.Text(file));
        fields.put("line", new Json.Num(String.valueOf(finding.mark().line())));
        fields.put("column", new Json.Num(String.valueOf(finding.mark().column())));
        fields.put("severity", new Json.Text(finding.severity().toString()));
        fields.put("path", new Json.Text(finding.path()));
        fields.put("message", new Json.Text(finding.message()));
        fields.put("advice", new Json.Text(finding.advice()));
        return new Json.Fields(fields);
    }
}
