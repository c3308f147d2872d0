package dev.flotilla.cloudconfig.document;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a cloud-config says, without the places where it says it. Values are not judged here.
 *
 * @param sshAuthorizedKeys for the user {@code core}
 * @param environment for each service of {@link Service} the variables that its keys become, in the table's order;
 *     without values that are zero
 * @param oem the keys of {@code coreos.oem}
 */
public record CloudConfig(
        Optional<String> hostname,
        List<String> sshAuthorizedKeys,
        List<UserSpec> users,
        List<FileSpec> files,
        List<UnitSpec> units,
        Map<Service, Map<String, String>> environment,
        Map<String, String> oem,
        Optional<String> manageEtcHosts) {

    /** The sections under {@code coreos} whose keys become variables. */
    public enum Service {
        ETCD,
        ETCD2,
        FLANNEL,
        FLEET,
        LOCKSMITH,
        UPDATE;

        /** The section's key under {@code coreos}. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public CloudConfig {
        sshAuthorizedKeys = List.copyOf(sshAuthorizedKeys);
        users = List.copyOf(users);
        files = List.copyOf(files);
        units = List.copyOf(units);
        Map<Service, Map<String, String>> ordered = new LinkedHashMap<>();
        environment.forEach((service, variables) ->
                ordered.put(service, Collections.unmodifiableMap(new LinkedHashMap<>(variables))));
        environment = Collections.unmodifiableMap(ordered);
        oem = Collections.unmodifiableMap(new LinkedHashMap<>(oem));
    }

    /** A cloud-config that says nothing. */
    public static CloudConfig empty() {
        return new CloudConfig(
                Optional.empty(), List.of(), List.of(), List.of(), List.of(), Map.of(), Map.of(), Optional.empty());
    }

    /** The variables of a service; none when its section is missing. */
    public Map<String, String> variables(Service service) {
        return environment.getOrDefault(service, Map.of());
    }
}
