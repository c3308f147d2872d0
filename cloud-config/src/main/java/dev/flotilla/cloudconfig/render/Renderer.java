package dev.flotilla.cloudconfig.render;

import dev.flotilla.cloudconfig.document.CloudConfig;
import dev.flotilla.cloudconfig.document.CloudConfig.Service;
import dev.flotilla.cloudconfig.document.FileSpec;
import dev.flotilla.cloudconfig.document.UnitSpec;
import dev.flotilla.cloudconfig.ignition.ButaneText;
import dev.flotilla.cloudconfig.ignition.IgnitionConfig;
import dev.flotilla.cloudconfig.ignition.IgnitionJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a machine's complete user-data. The same request has the same answer, to the byte. */
public final class Renderer {
    private Renderer() {}

    /** The configuration as a value. */
    public static CloudConfig config(RenderRequest request) {
        List<FileSpec> files = new ArrayList<>();
        boolean runsAgent =
                request.role() != Role.CENTRAL || !request.metadata().isEmpty();
        request.joinToken().ifPresent(token -> {
            if (request.role() != Role.WORKER) {
                files.add(secret(Services.REGISTRY_SECRETS, "FLOTILLA_REGISTRY_JOIN_TOKEN=" + token));
            }
            if (runsAgent) {
                files.add(secret(Services.AGENT_SECRETS, "FLOTILLA_AGENT_JOIN_TOKEN=" + token));
            }
        });
        if (runsAgent) {
            files.addAll(AnnounceCommand.files());
        }
        List<UnitSpec> units =
                new Services(request).all().stream().map(ContainerUnit::spec).toList();
        Map<Service, Map<String, String>> environment = request.rebootStrategy()
                .<Map<Service, Map<String, String>>>map(
                        strategy -> Map.of(Service.UPDATE, Map.of("REBOOT_STRATEGY", strategy)))
                .orElseGet(Map::of);
        return new CloudConfig(
                request.hostname(),
                request.sshAuthorizedKeys(),
                List.of(),
                files,
                units,
                environment,
                Map.of(),
                Optional.empty());
    }

    private static FileSpec secret(String path, String assignment) {
        return FileSpec.of(path, assignment + "\n", "0600");
    }

    /** The configuration as text. */
    public static String render(RenderRequest request, Format format) {
        return write(config(request), format);
    }

    /** A configuration in another form. */
    public static String write(CloudConfig config, Format format) {
        return switch (format) {
            case CLOUD_CONFIG -> CloudConfigText.of(config);
            case BUTANE -> ButaneText.of(IgnitionConfig.of(config));
            case IGNITION -> IgnitionJson.of(IgnitionConfig.of(config));
        };
    }
}
