package dev.flotilla.system.fleet;

import dev.flotilla.system.fleet.Command.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/** A host with systemd as its init, an address and a machine id of its own, and Flotilla's agent and sidekick as services. */
public final class Machine extends Container {
    static final List<String> HOST = List.of(
            "--cap-add=SYS_ADMIN",
            "--cap-add=NET_ADMIN",
            "--cap-add=SYS_PTRACE",
            "--security-opt=seccomp=unconfined",
            "--security-opt=apparmor=unconfined",
            "--cgroupns=host",
            "--volume=/sys/fs/cgroup:/sys/fs/cgroup:rw",
            "--mount=type=volume,dst=/var/lib/docker",
            "--tmpfs=/run",
            "--tmpfs=/tmp");
    private static final String AGENT = "flotilla-agent.service";
    private static final String SIDEKICK = "flotilla-sidekick.service";
    private static final int LOOKS = 3;

    private final String label;
    private final String id;

    private Machine(String name, String label, String id, String address) {
        super(name, address);
        this.label = label;
        this.id = id;
    }

    /**
     * Boots a machine.
     *
     * @param label its short name, m1
     * @param id its machine id
     * @param files from paths in the machine to what is there instead, read-only or with the options after a colon
     */
    static Machine boot(Network network, String label, String id, String address, Map<String, String> files) {
        var machine = new Machine(network.nameOf(label), label, id, address);
        var options = new ArrayList<>(HOST);
        files.forEach((inside, outside) -> options.add("--volume=" + outside + ":" + inside));
        create(network, machine.name(), label, address, options, List.of(Images.of("machine")));
        return machine;
    }

    /** Its short name: m1. */
    public String label() {
        return label;
    }

    /** Its machine id, 32 hexadecimal digits. */
    public String id() {
        return id;
    }

    /** Cuts it off from everybody in one direction or both; connections stay open and hear nothing. Undone by {@link #heal()}. */
    public void partition(Direction direction) {
        heal();
        if (direction != Direction.OUTBOUND) {
            exec("iptables", "-A", "INPUT", "!", "-i", "lo", "-j", "DROP").succeeded();
        }
        if (direction != Direction.INBOUND) {
            exec("iptables", "-A", "OUTPUT", "!", "-o", "lo", "-j", "DROP").succeeded();
        }
    }

    /** Ends every partition of it. */
    public void heal() {
        exec("iptables", "-F", "INPUT");
        exec("iptables", "-F", "OUTPUT");
    }

    /** Starts the agent and the sidekick unless they run. One that is booting starts them itself. */
    void startServices() {
        systemctl("start", AGENT, SIDEKICK);
    }

    /** Shuts it down in good order and returns when it is off. */
    public void shutdown() {
        stop();
    }

    /** Shuts it down in good order and boots it. */
    public void reboot() {
        stop();
        start();
    }

    public Result systemctl(String... arguments) {
        var line = new ArrayList<>(List.of("systemctl"));
        line.addAll(List.of(arguments));
        return exec(line.toArray(String[]::new));
    }

    /** Waits until systemd answers. */
    public void awaitBooted() {
        Awaitility.await(label + " has booted")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> List.of("running", "degraded", "starting")
                        .contains(systemctl("is-system-running").out().strip()));
    }

    /** What systemd says of a unit: one of the properties of {@code systemctl show}. */
    public String property(String unit, String property) {
        return look("systemctl", "show", "-P", property, unit).out().strip();
    }

    /** A look that failed tells of a busy box, not of what was looked at: it is taken again. */
    private Result look(String... command) {
        Result seen = exec(command);
        for (int look = 2; look <= LOOKS && !seen.ok(); look++) {
            seen = exec(command);
        }
        return seen.succeeded();
    }

    /** When the unit became active, by the clock that systemd calls monotonic: {@link System#nanoTime()} here. */
    public Duration activeSince(String unit) {
        return Duration.ofNanos(Long.parseLong(property(unit, "ActiveEnterTimestampMonotonic")) * 1000);
    }

    /** The main process of a service; 0 when it does not run. */
    public long mainPid(String unit) {
        return Long.parseLong(property(unit, "MainPID"));
    }

    /** Whether systemd has it as active. */
    public boolean isActive(String unit) {
        return isRunning() && systemctl("is-active", unit).out().strip().equals("active");
    }

    /** Units active in this machine's systemd whose names begin so. */
    public List<String> activeUnits(String pattern) {
        return look("systemctl", "list-units", "--plain", "--no-legend", "--state=active", pattern)
                .out()
                .lines()
                .map(line -> line.strip().split("\\s+")[0])
                .sorted()
                .toList();
    }

    /** The main processes of services whose names match, by name. */
    public Map<String, Long> mainPids(String pattern) {
        var pids = new TreeMap<String, Long>();
        activeUnits(pattern).forEach(unit -> pids.put(unit, mainPid(unit)));
        return pids;
    }

    /** SIGKILL for the agent; systemd starts it again a second later. */
    public void killAgent() {
        systemctl("kill", "--kill-who=main", "--signal=KILL", AGENT).succeeded();
    }

    public void stopAgent() {
        systemctl("stop", AGENT).succeeded();
    }

    public void startAgent() {
        systemctl("start", AGENT).succeeded();
    }

    public void restartAgent() {
        systemctl("restart", AGENT).succeeded();
    }

    public long agentPid() {
        return mainPid(AGENT);
    }

    /** What the agent wrote to the journal. */
    public String agentLog() {
        return journal(AGENT);
    }

    /** The last 200 lines that a unit wrote to the journal. */
    public String journal(String unit) {
        return exec("journalctl", "-u", unit, "-n", "200", "--no-pager", "-o", "cat")
                .out();
    }

    /**
     * Restarts the agent with a clock that {@link #jumpClock} can move; the machines' clocks are all their host's. The
     * monotonic clock stays as it is, as it does when somebody sets the date.
     */
    public void freeClock() {
        shell("""
                        mkdir -p /run/systemd/system/%1$s.d && echo +0 >/run/clock
                        lib=$(find /usr/lib -name libfaketime.so.1)
                        printf '[Service]\nEnvironment=LD_PRELOAD=%%s FAKETIME_TIMESTAMP_FILE=/run/clock FAKETIME_CACHE_DURATION=1 \
                        FAKETIME_DONT_FAKE_MONOTONIC=1\n' "$lib" >/run/systemd/system/%1$s.d/clock.conf
                        systemctl daemon-reload && systemctl restart %1$s
                        """.formatted(AGENT)).succeeded();
    }

    /** The agent's clock is set forward or back, while it runs; {@link #freeClock} first. */
    public void jumpClock(Duration by) {
        shell("echo %+d >/run/clock.new && mv /run/clock.new /run/clock".formatted(by.toSeconds()))
                .succeeded();
    }

    /** Ends {@link #freeClock}. */
    public void fixClock() {
        shell("rm -r /run/systemd/system/" + AGENT + ".d; systemctl daemon-reload && systemctl restart " + AGENT)
                .succeeded();
    }

    /** SIGKILL for the sidekick; systemd starts it again a second later. */
    public void killSidekick() {
        systemctl("kill", "--kill-who=main", "--signal=KILL", SIDEKICK).succeeded();
    }

    public void stopSidekick() {
        systemctl("stop", SIDEKICK).succeeded();
    }

    public void startSidekick() {
        systemctl("start", SIDEKICK).succeeded();
    }

    /** It hears its agent and has a session with the registry. */
    public boolean isSidekickReady() {
        return isReady(49164);
    }

    /** What the sidekick wrote to the journal. */
    public String sidekickLog() {
        return journal(SIDEKICK);
    }

    /** It has a session with the registry and knows what to run. */
    public boolean isAgentReady() {
        return isReady(49163);
    }
}
