package dev.flotilla.cli.cloudconfig;

import dev.flotilla.cli.session.CommandFailure;
import dev.flotilla.cli.session.Exit;
import dev.flotilla.cli.session.Session;
import dev.flotilla.cloudconfig.CloudConfigs;
import dev.flotilla.cloudconfig.render.Format;
import dev.flotilla.cloudconfig.render.RenderRequest;
import dev.flotilla.cloudconfig.source.Detection;
import dev.flotilla.cloudconfig.source.UserData;
import dev.flotilla.cloudconfig.source.Variables;
import dev.flotilla.cloudconfig.validate.Findings;
import java.util.Map;

/** {@code cloud-config render} and {@code convert}. */
final class RenderVerb {
    /** Variables that stand for themselves: what is written is filled in on its machine. */
    private static final Variables THEMSELVES = Variables.of(Map.of(
            "private_ipv4", "$private_ipv4",
            "public_ipv4", "$public_ipv4",
            "private_ipv6", "$private_ipv6",
            "public_ipv6", "$public_ipv6"));

    private final Session session;
    private final Format format;

    RenderVerb(Session session, String format) {
        this.session = session;
        this.format = format.isEmpty()
                ? Format.CLOUD_CONFIG
                : Format.of(format)
                        .orElseThrow(
                                () -> new CommandFailure("--format is cloud-config, butane or ignition", Exit.USAGE));
    }

    int render(RenderOptions options) {
        RenderRequest request;
        try {
            request = new RequestBuilder(session, options).build();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), Exit.USAGE);
        }
        session.out().print(CloudConfigs.render(request, format));
        return Exit.OK;
    }

    int convert(String file) {
        byte[] bytes = UserDataFile.read(session, file);
        Findings findings = CloudConfigs.validate(bytes);
        if (!findings.isApplicable()) {
            findings.errors().forEach(finding -> session.err().println(file + ":" + finding));
            return Exit.FAILED;
        }
        if (!(Detection.detect(bytes) instanceof UserData.CloudConfigText text)) {
            throw new CommandFailure(file + ": is no cloud-config");
        }
        try {
            session.out().print(CloudConfigs.convert(CloudConfigs.read(text.text(), THEMSELVES), format));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(file + ": " + e.getMessage());
        }
        return Exit.OK;
    }
}
