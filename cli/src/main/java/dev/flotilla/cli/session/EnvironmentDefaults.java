package dev.flotilla.cli.session;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/**
 * Global options that are not given come from the environment: {@code --some-flag} from {@code FLOTILLA_SOME_FLAG}, else
 * from fleetctl's {@code FLEETCTL_SOME_FLAG}. An empty variable counts as none.
 */
public final class EnvironmentDefaults implements IDefaultValueProvider {
    private static final List<String> PREFIXES = List.of("FLOTILLA_", "FLEETCTL_");

    private final Map<String, String> environment;

    public EnvironmentDefaults(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option && option.scopeType() == ScopeType.INHERIT
                ? variable(option.longestName()).orElse(null)
                : null;
    }

    private Optional<String> variable(String option) {
        String name = option.substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
        return PREFIXES.stream()
                .map(prefix -> environment.getOrDefault(prefix + name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst();
    }
}
