package dev.flotilla.agent.systemd.edge;

import dev.flotilla.agent.systemd.JobVerb;
import dev.flotilla.agent.systemd.ListedUnit;
import dev.flotilla.agent.systemd.Systemd;
import dev.flotilla.agent.systemd.SystemdListener;
import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.unit.UnitName;
import dev.flotilla.model.unit.UnitType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.types.Variant;

/** The machine's systemd, over the system bus. */
public final class DBusSystemd implements Systemd {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** systemd answers nothing while it reloads, which takes its time on a large machine. */
    private static final Duration RELOAD_PATIENCE = Duration.ofMinutes(3);

    private final BusConnection connection;

    /**
     * @param address of the bus, as in {@code DBUS_SYSTEM_BUS_ADDRESS}
     */
    public DBusSystemd(String address) {
        this.connection = new BusConnection(address);
    }

    @Override
    public void open(SystemdListener listener) {
        connection.open(listener);
    }

    @Override
    public CompletableFuture<List<ListedUnit>> list(List<UnitName> units) {
        if (units.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        return manager("ListUnitsByNames", "as", (Object) names(units))
                .thenApply(
                        answer -> elements(answer[0]).map(DBusSystemd::listed).toList());
    }

    private static ListedUnit listed(Object row) {
        Object[] fields = (Object[]) row;
        return new ListedUnit((String) fields[2], (String) fields[3], (String) fields[4]);
    }

    @Override
    public CompletableFuture<Void> link(Collection<Path> files) {
        return manager("LinkUnitFiles", "asbb", paths(files), true, false).thenApply(answer -> null);
    }

    @Override
    public CompletableFuture<Void> enable(Collection<Path> files) {
        return manager("EnableUnitFiles", "asbb", paths(files), true, false).thenApply(answer -> null);
    }

    @Override
    public CompletableFuture<Void> disable(Collection<UnitName> units) {
        return manager("DisableUnitFiles", "asb", names(units), true).thenApply(answer -> null);
    }

    @Override
    public CompletableFuture<Void> reload() {
        return connection.call(BusCall.manager("Reload", ""), RELOAD_PATIENCE).thenApply(answer -> null);
    }

    @Override
    public CompletableFuture<Long> enqueue(JobVerb verb, UnitName unit) {
        return manager(verb.method(), "ss", unit.value(), "replace").thenApply(answer -> job(answer[0]));
    }

    @Override
    public CompletableFuture<Void> resetFailed(UnitName unit) {
        return manager("ResetFailedUnit", "s", unit.value()).thenApply(answer -> null);
    }

    @Override
    public CompletableFuture<Set<Long>> jobs() {
        return manager("ListJobs", "").thenApply(answer -> elements(answer[0])
                .map(row -> ((Number) ((Object[]) row)[0]).longValue())
                .collect(Collectors.toUnmodifiableSet()));
    }

    @Override
    public CompletableFuture<String> loadError(UnitName unit) {
        return property(unit, "Unit", "LoadError").thenApply(value -> (String) ((Object[]) value)[1]);
    }

    @Override
    public CompletableFuture<String> fragment(UnitName unit) {
        return property(unit, "Unit", "FragmentPath").thenApply(String.class::cast);
    }

    @Override
    public CompletableFuture<Boolean> needsReload(UnitName unit) {
        return property(unit, "Unit", "NeedDaemonReload").thenApply(Boolean.class::cast);
    }

    @Override
    public CompletableFuture<Optional<Instant>> since(UnitName unit) {
        return property(unit, "Unit", "StateChangeTimestamp").thenApply(value -> Timestamps.instant((Number) value));
    }

    @Override
    public CompletableFuture<OptionalLong> mainPid(UnitName unit) {
        if (unit.type() != UnitType.SERVICE) {
            return CompletableFuture.completedFuture(OptionalLong.empty());
        }
        return property(unit, "Service", "MainPID").thenApply(value -> {
            long pid = ((Number) value).longValue();
            return pid > 0 ? OptionalLong.of(pid) : OptionalLong.empty();
        });
    }

    @Override
    public CompletableFuture<String> failure(UnitName unit) {
        return switch (unit.type()) {
            case SERVICE ->
                property(unit, "Service", "Result")
                        .thenCombine(property(unit, "Service", "ExecMainStatus"), DBusSystemd::failed);
            case SOCKET, TIMER, PATH, MOUNT, AUTOMOUNT, SWAP, SCOPE ->
                property(unit, typeName(unit), "Result").thenApply(String.class::cast);
            case DEVICE, TARGET, SLICE, SNAPSHOT, BUSNAME -> CompletableFuture.completedFuture("");
        };
    }

    private static String failed(Object result, Object status) {
        boolean ended = result.equals("exit-code") || result.equals("signal") || result.equals("core-dump");
        return ended ? result + ", status " + status : (String) result;
    }

    private static String typeName(UnitName unit) {
        String word = unit.type().word();
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    @Override
    public CompletableFuture<String> systemState() {
        return connection.call(BusCall.managerProperty("SystemState"), PATIENCE).thenApply(answer ->
                (String) ((Variant<?>) answer[0]).getValue());
    }

    @Override
    public void close() {
        connection.close();
    }

    private CompletableFuture<Object[]> manager(String method, String signature, Object... arguments) {
        return connection.call(BusCall.manager(method, signature, arguments), PATIENCE);
    }

    private CompletableFuture<Object> property(UnitName unit, String type, String name) {
        return connection
                .call(BusCall.unitProperty(unit.value(), type, name), PATIENCE)
                .thenApply(answer -> {
                    Object value = ((Variant<?>) answer[0]).getValue();
                    if (value == null) {
                        throw new FlotillaError.Internal(unit + " has no " + name).asException();
                    }
                    return value;
                });
    }

    private static Stream<?> elements(Object array) {
        return array instanceof Collection<?> list ? list.stream() : Stream.of((Object[]) array);
    }

    private static long job(Object path) {
        String text = path instanceof DBusPath object ? object.getPath() : String.valueOf(path);
        return Long.parseLong(text.substring(text.lastIndexOf('/') + 1));
    }

    private static String[] names(Collection<UnitName> units) {
        return units.stream().map(UnitName::value).toArray(String[]::new);
    }

    private static String[] paths(Collection<Path> files) {
        return files.stream().map(Path::toString).toArray(String[]::new);
    }
}
