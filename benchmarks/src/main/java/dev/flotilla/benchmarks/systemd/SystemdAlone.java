package dev.flotilla.benchmarks.systemd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What {@code systemctl} takes on the same machines, without any of us. */
final class SystemdAlone {
    /** Writes and starts N units, stops them, and says when it began, had started all, and had stopped all. */
    private static final String SCRIPT = """
            cd /run/systemd/system
            names=
            begin=$(date +%%s%%N)
            for i in $(seq %d); do
                printf '[Service]\\nExecStart=/bin/sleep 100000\\n' >alone-$i.service
                names="$names alone-$i.service"
            done
            systemctl start $names
            up=$(date +%%s%%N)
            systemctl stop $names
            echo $begin $up $(date +%%s%%N)
            rm alone-*.service
            systemctl daemon-reload
            """;

    private final Machines machines;

    SystemdAlone(Machines machines) {
        this.machines = machines;
    }

    /** @param start seconds from the first byte written to the last unit active */
    record Times(double start, double stop) {}

    /** So many units on each machine, all machines at once. */
    Times many(int each) {
        long begin = Long.MAX_VALUE;
        long up = 0;
        long stopping = Long.MAX_VALUE;
        long down = 0;
        for (String said : machines.everywhere(SCRIPT.formatted(each))) {
            List<Long> at = Arrays.stream(said.split(" ")).map(Long::parseLong).toList();
            begin = Math.min(begin, at.get(0));
            up = Math.max(up, at.get(1));
            stopping = Math.min(stopping, at.get(1));
            down = Math.max(down, at.get(2));
        }
        return new Times((up - begin) / 1e9, (down - stopping) / 1e9);
    }

    /** Median milliseconds of one unit on one machine. */
    double single(int times) {
        String machine = machines.names().getFirst();
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            String[] at =
                    Docker.exec(machine, "bash", "-c", SCRIPT.formatted(1)).split(" ");
            millis.add((Long.parseLong(at[1]) - Long.parseLong(at[0])) / 1e6);
        }
        return Median.of(millis);
    }
}
