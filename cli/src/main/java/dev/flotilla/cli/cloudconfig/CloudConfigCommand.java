package dev.flotilla.cli.cloudconfig;

import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cloud-config}. The library behind it, and its YAML parser, are loaded by the verb that runs. */
@Command(
        name = "cloud-config",
        customSynopsis = {
            "flotilla cloud-config validate [--format=text|json|coreos] FILE...",
            "flotilla cloud-config render --role=single|central|worker [--format=cloud-config|butane|ignition] ...",
            "flotilla cloud-config convert --format=cloud-config|butane|ignition FILE",
            "flotilla cloud-config apply [--root=DIR] [--dry-run] FILE"
        },
        description = {
            "validate says what is wrong with user-data, with line and column; the exit status is 1 when there is an",
            "error. --format=coreos prints coreos-cloudinit's own lines; then it is 1 when there is any.",
            "render prints a machine's complete user-data. convert prints a cloud-config in another form.",
            "apply makes a cloud-config true on this machine, or in a directory with another one's files. It shows its",
            "plan first, writes each file whole or not at all, and does nothing that is done already.",
            "FILE may be - for standard input."
        },
        footer = {
            "%nExamples:",
            "  flotilla cloud-config validate --private-ipv4=10.0.0.7 user-data",
            "  flotilla cloud-config render --role=worker --registry=10.0.0.1:49152 --metadata=disk=ssd,host=service_01",
            "  flotilla cloud-config apply --dry-run user-data"
        })
public final class CloudConfigCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "validate|render|convert|apply [FILE...]", arity = "0..*")
    private List<String> words = List.of();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "validate: text, json or coreos; render and convert: cloud-config, butane or ignition.")
    private String format = "";

    @Option(names = "--root", paramLabel = "DIR", description = "apply: the directory with the machine's files.")
    private String root = "/";

    @Option(names = "--dry-run", description = "apply: show the plan and change nothing.")
    private boolean dryRun;

    @Mixin
    private final AddressOptions addresses = new AddressOptions();

    @Mixin
    private final RenderOptions rendering = new RenderOptions();

    public CloudConfigCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String verb = words.isEmpty() ? "" : words.getFirst();
        List<String> files = words.isEmpty() ? List.of() : words.subList(1, words.size());
        return switch (verb) {
            case "validate" -> new ValidateVerb(session, addresses, format).run(atLeastOne(verb, files));
            case "render" -> render(files);
            case "convert" -> new RenderVerb(session, format).convert(one(verb, files));
            case "apply" -> new ApplyVerb(session, addresses, root, dryRun).run(one(verb, files));
            default -> throw misuse("validate FILE... | render --role=ROLE | convert FILE | apply FILE");
        };
    }

    private int render(List<String> files) {
        if (!files.isEmpty()) {
            throw misuse("render takes options, no files; see convert");
        }
        return new RenderVerb(session, format).render(rendering);
    }

    private static List<String> atLeastOne(String verb, List<String> files) {
        if (files.isEmpty()) {
            throw misuse(verb + " FILE...");
        }
        return files;
    }

    private static String one(String verb, List<String> files) {
        if (files.size() != 1) {
            throw misuse(verb + " FILE");
        }
        return files.getFirst();
    }

    private static CommandFailure misuse(String usage) {
        return new CommandFailure("usage: cloud-config " + usage, Exit.USAGE);
    }
}
