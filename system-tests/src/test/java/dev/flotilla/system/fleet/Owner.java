package dev.flotilla.system.fleet;

/** Who made something on this box: a process, told from one that bears its number later by when it began. */
public final class Owner {
    private static final String SELF = nameOf(ProcessHandle.current());

    private Owner() {}

    /** This JVM's name, {@code PID@SECONDS}. */
    public static String self() {
        return SELF;
    }

    /** Whether the process of that name is there. One that cannot be identified is taken to be. */
    public static boolean isAlive(String name) {
        if (!name.matches("\\d+@.+")) {
            return true;
        }
        return ProcessHandle.of(Long.parseLong(name.substring(0, name.indexOf('@'))))
                .map(Owner::nameOf)
                .filter(name::equals)
                .isPresent();
    }

    private static String nameOf(ProcessHandle process) {
        return process.pid()
                + "@"
                + process.info()
                        .startInstant()
                        .map(instant -> Long.toString(instant.getEpochSecond()))
                        .orElse("-");
    }
}
