package dev.flotilla.cloudconfig.document;

import java.util.List;

/**
 * An element of {@code coreos.units}.
 *
 * @param runtime whether the unit is for this boot only
 * @param content the unit file; empty when the unit exists already
 * @param command what systemd is to do with it; empty for nothing
 */
public record UnitSpec(
        String name,
        boolean mask,
        boolean enable,
        boolean runtime,
        String content,
        String command,
        List<DropIn> dropIns) {

    /** A piece that is put beside a unit file. */
    public record DropIn(String name, String content) {}

    public UnitSpec {
        dropIns = List.copyOf(dropIns);
    }

    /** A unit with a file, enabled and started. */
    public static UnitSpec started(String name, String content) {
        return new UnitSpec(name, false, true, false, content, "start", List.of());
    }

    /** The same with other pieces. */
    public UnitSpec withDropIns(List<DropIn> pieces) {
        return new UnitSpec(name, mask, enable, runtime, content, command, pieces);
    }

    /** A unit that is there already, and a command for it. */
    public static UnitSpec command(String name, String command) {
        return new UnitSpec(name, false, false, false, "", command, List.of());
    }

    /** Whether it configures systemd-networkd and is no unit that could be started. */
    public boolean isNetwork() {
        return name.endsWith(".network") || name.endsWith(".netdev") || name.endsWith(".link");
    }

    /** The directory of its file: {@code /etc/systemd/system} and its like. */
    public String directory() {
        return (runtime ? "/run" : "/etc") + "/systemd/" + (isNetwork() ? "network" : "system");
    }

    /** Where its file lies. */
    public String path() {
        return directory() + "/" + name;
    }

    /** Where one of its pieces lies. */
    public String path(DropIn dropIn) {
        return directory() + "/" + name + ".d/" + dropIn.name();
    }
}
