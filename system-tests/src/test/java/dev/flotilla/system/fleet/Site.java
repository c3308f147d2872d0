package dev.flotilla.system.fleet;

import static dev.flotilla.system.fleet.Docker.attempt;
import static dev.flotilla.system.fleet.Docker.docker;

import dev.flotilla.system.Launcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A place where machines boot that have systemd, an engine for containers and user-data, and nothing else: as a cloud gives them
 * out. Nobody logs in and helps.
 */
public final class Site {
    /** Names that no registry of images answers for: to ask for them fails at once, and what is loaded is used. */
    private static final String PREFIX = "localhost:1/flotilla/";

    /** Its JVM's own: others tag and remove theirs at the same time. */
    private static final String TAG = "booted-" + ProcessHandle.current().pid();

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final List<String> SERVICES =
            List.of("registry", "scheduler", "gateway", "agent", "sidekick", "etcd");
    private static final List<String> ENGINE = List.of(
            "/usr/sbin/dockerd",
            "/usr/bin/docker",
            "/usr/bin/containerd",
            "/usr/bin/containerd-shim-runc-v2",
            "/usr/sbin/runc");

    private static Site shared;

    private final Network network;
    private final Path folder;
    private final String image;
    private final Map<String, Container> machines = new TreeMap<>();

    private Site(Network network, Path folder, String image) {
        this.network = network;
        this.folder = folder;
        this.image = image;
    }

    /** The one that the behaviours share, one after the other; each finds it empty when all have {@link #clear() cleared} it. */
    public static synchronized Site shared() {
        if (shared == null) {
            shared = create("boot");
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
        }
        return shared;
    }

    private static Site create(String tag) {
        Ownership.sweepNowAndAtTheEnd();
        try {
            Path folder = Files.createTempDirectory("flotilla-site");
            String image = machineImage(folder);
            saveImages(folder);
            return new Site(Network.create(tag), folder, image);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code --image-prefix} and {@code --image-tag} for user-data of this site. */
    public List<String> imageOptions() {
        return List.of("--image-prefix=" + PREFIX, "--image-tag=" + TAG);
    }

    /** The same as {@code deploy/systemd}'s {@code /etc/flotilla/images.env} has it. */
    public Map<String, String> imageSettings() {
        return Map.of("FLOTILLA_IMAGES", PREFIX.substring(0, PREFIX.length() - 1), "FLOTILLA_TAG", TAG);
    }

    /** The address that the machine of this number will have, from 10 on. */
    public String address(int number) {
        return network.address(number);
    }

    /** Boots a machine with its user-data; returns at once. */
    public Container boot(String label, int number, String userData) {
        try {
            Path files = Files.createDirectories(folder.resolve(label));
            Files.writeString(files.resolve("user-data"), userData);
            Files.writeString(files.resolve("environment"), "COREOS_PRIVATE_IPV4=" + address(number) + "\n");
            Files.writeString(files.resolve("machine-id"), "%032x\n".formatted(0xf107111aL << 16 | number));
            String name = network.nameOf(label);
            List<String> line = new ArrayList<>(List.of(
                    "create",
                    "--label",
                    Ownership.label(),
                    "--name",
                    name,
                    "--hostname",
                    label,
                    "--network",
                    network.name(),
                    "--ip",
                    address(number),
                    "--volume=/var/lib/docker",
                    "--volume=" + folder.resolve("images.tar") + ":/images.tar:ro"));
            line.addAll(Machine.HOST);
            ENGINE.forEach(program ->
                    onThisBox(program).ifPresent(here -> line.add("--volume=" + here + ":" + program + ":ro")));
            line.add(image);
            attempt(line).succeeded();
            docker("cp", files.resolve("environment").toString(), name + ":/etc/environment");
            docker("cp", files.resolve("machine-id").toString(), name + ":/etc/machine-id");
            docker("cp", files.resolve("user-data").toString(), name + ":/var/lib/flotilla-user-data");
            Container machine = new Container(name, address(number));
            machines.put(label, machine);
            machine.start();
            return machine;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it is here, which may be another folder; what this box does not have the machine has of its own. */
    private static Optional<Path> onThisBox(String program) {
        Path there = Path.of(program);
        return Stream.concat(
                        Stream.of(there),
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                                .map(folder -> Path.of(folder).resolve(there.getFileName())))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** What the machines' journals say, for the message of a failure. */
    public String journals() {
        StringBuilder all = new StringBuilder();
        machines.forEach((label, machine) -> all.append("== ")
                .append(label)
                .append('\n')
                .append(machine.exec("journalctl", "-n", "60", "--no-pager", "-o", "cat")
                        .out()));
        return all.toString();
    }

    /** What answers at a machine's gateway. */
    public FleetApi gateway(int number) {
        return new FleetApi(List.of(URI.create("http://" + address(number) + ":49153/")));
    }

    /** Removes all machines. */
    public void clear() {
        machines.values().forEach(machine -> attempt("rm", "-f", "-v", machine.name()));
        machines.clear();
    }

    private void close() {
        clear();
        attempt("network", "rm", network.name());
        SERVICES.forEach(service -> attempt("rmi", PREFIX + service + ":" + TAG));
        attempt("rmi", image);
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String machineImage(Path folder) throws IOException {
        Path context = Files.createDirectory(folder.resolve("bootable"));
        for (String file : List.of("Dockerfile", "flotilla", "docker.service", "flotilla-images.service")) {
            Files.copy(
                    Launcher.ROOT
                            .resolve("system-tests/src/test/resources/bootable")
                            .resolve(file),
                    context.resolve(file),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        String unit = Files.readString(Launcher.ROOT.resolve("deploy/cloud-config/flotilla-cloud-config.service"));
        Files.writeString(
                context.resolve("flotilla-cloud-config.service"),
                unit.replace("/var/lib/flotilla/user-data", "/var/lib/flotilla-user-data"));
        String image = Ownership.prefix() + "/bootable";
        Command.run(
                        LONG,
                        Map.of("DOCKER_BUILDKIT", "0"),
                        List.of(
                                "docker",
                                "build",
                                "-q",
                                "-t",
                                image,
                                "--build-arg=MACHINE=" + Images.of("machine"),
                                "--build-arg=CLI=" + Images.of("cli"),
                                context.toString()))
                .succeeded();
        return image;
    }

    private static void saveImages(Path folder) {
        List<String> line = new ArrayList<>(
                List.of("save", "-o", folder.resolve("images.tar").toString()));
        for (String service : SERVICES) {
            docker("tag", Images.of(service), PREFIX + service + ":" + TAG);
            line.add(PREFIX + service + ":" + TAG);
        }
        attempt(LONG, line.toArray(String[]::new)).succeeded();
    }
}
