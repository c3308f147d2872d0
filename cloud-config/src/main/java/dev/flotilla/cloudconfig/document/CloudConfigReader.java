package dev.flotilla.cloudconfig.document;

import dev.flotilla.cloudconfig.document.CloudConfig.Service;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes the values out of a tree. What has the wrong type counts as not given, as ever: it is the validator's to say so.
 */
public final class CloudConfigReader {
    private static final Tree.Mapping NOTHING = new Tree.Mapping(Mark.START, List.of(), 1);

    private CloudConfigReader() {}

    /** The cloud-config of a text that can be read; one that says nothing for a text that is no mapping. */
    public static CloudConfig read(ParsedText parsed) {
        return parsed.mapping().map(CloudConfigReader::read).orElseGet(CloudConfig::empty);
    }

    private static CloudConfig read(Tree.Mapping root) {
        Tree.Mapping coreos = mapping(root, "coreos");
        Map<Service, Map<String, String>> environment = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            Map<String, String> variables =
                    variables(mapping(coreos, service.key()), Schema.sectionAt("coreos", service.key()));
            if (!variables.isEmpty()) {
                environment.put(service, variables);
            }
        }
        return new CloudConfig(
                notEmpty(text(root, "hostname")),
                texts(root, "ssh_authorized_keys"),
                mappings(root, "users").stream().map(CloudConfigReader::user).toList(),
                mappings(root, "write_files").stream()
                        .map(CloudConfigReader::file)
                        .toList(),
                mappings(coreos, "units").stream().map(CloudConfigReader::unit).toList(),
                environment,
                oem(mapping(coreos, "oem")),
                notEmpty(text(root, "manage_etc_hosts")));
    }

    private static FileSpec file(Tree.Mapping file) {
        return new FileSpec(
                text(file, "path"),
                text(file, "content"),
                text(file, "owner"),
                text(file, "permissions"),
                text(file, "encoding"));
    }

    private static UnitSpec unit(Tree.Mapping unit) {
        return new UnitSpec(
                text(unit, "name"),
                flag(unit, "mask"),
                flag(unit, "enable"),
                flag(unit, "runtime"),
                text(unit, "content"),
                text(unit, "command"),
                mappings(unit, "drop_ins").stream()
                        .map(piece -> new UnitSpec.DropIn(text(piece, "name"), text(piece, "content")))
                        .toList());
    }

    private static UserSpec user(Tree.Mapping user) {
        return new UserSpec(
                text(user, "name"),
                text(user, "passwd"),
                texts(user, "ssh_authorized_keys"),
                text(user, "gecos"),
                text(user, "homedir"),
                flag(user, "no_create_home"),
                text(user, "primary_group"),
                texts(user, "groups"),
                flag(user, "no_user_group"),
                flag(user, "system"),
                flag(user, "no_log_init"),
                text(user, "shell"),
                keyImports(user));
    }

    /** A list, or a single text as a list of one. */
    private static Map<String, List<String>> keyImports(Tree.Mapping user) {
        Map<String, List<String>> imports = new LinkedHashMap<>();
        for (String key : UserSpec.IMPORTS) {
            List<String> values = text(user, key).isEmpty() ? texts(user, key) : List.of(text(user, key));
            if (!values.isEmpty()) {
                imports.put(key, values);
            }
        }
        return imports;
    }

    private static Map<String, String> oem(Tree.Mapping oem) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Key key : Schema.sectionAt("coreos", "oem").keys()) {
            String value = text(oem, key.name());
            if (!value.isEmpty()) {
                values.put(key.name(), value);
            }
        }
        return values;
    }

    private static Map<String, String> variables(Tree.Mapping section, Type.Section table) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (Key key : table.keys()) {
            section.value(key.name())
                    .filter(key.type()::accepts)
                    .flatMap(value -> Values.nonZero((Tree.Scalar) value, key.type()))
                    .ifPresent(value -> variables.put(key.environment().orElseThrow(), value));
        }
        return variables;
    }

    private static Tree.Mapping mapping(Tree.Mapping parent, String name) {
        return parent.value(name).orElse(NOTHING) instanceof Tree.Mapping mapping ? mapping : NOTHING;
    }

    private static List<Tree.Mapping> mappings(Tree.Mapping parent, String name) {
        return parent.value(name).orElse(NOTHING) instanceof Tree.Sequence list
                ? list.items().stream()
                        .filter(Tree.Mapping.class::isInstance)
                        .map(Tree.Mapping.class::cast)
                        .toList()
                : List.of();
    }

    private static String text(Tree.Mapping parent, String name) {
        return parent.value(name).map(CloudConfigReader::text).orElse("");
    }

    private static String text(Tree value) {
        return value instanceof Tree.Scalar scalar && Type.Single.TEXT.accepts(scalar) ? scalar.text() : "";
    }

    private static List<String> texts(Tree.Mapping parent, String name) {
        return parent.value(name).orElse(NOTHING) instanceof Tree.Sequence list
                ? list.items().stream()
                        .map(CloudConfigReader::text)
                        .filter(text -> !text.isEmpty())
                        .toList()
                : List.of();
    }

    private static boolean flag(Tree.Mapping parent, String name) {
        return parent.value(name)
                .filter(Type.Single.FLAG::accepts)
                .map(value -> ScalarKind.isTrue(((Tree.Scalar) value).text()))
                .orElse(false);
    }

    private static Optional<String> notEmpty(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
