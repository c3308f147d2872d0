package dev.flotilla.model.requirement;

/**
 * What a unit reserves on its machine ({@code [X-Flotilla] CPU=, Memory=}).
 *
 * @param cpus processor cores; 0 reserves none
 * @param memoryBytes 0 reserves none
 */
public record Resources(double cpus, long memoryBytes) {
    public static final Resources NONE = new Resources(0, 0);

    public Resources {
        if (!(cpus >= 0) || Double.isInfinite(cpus) || memoryBytes < 0) {
            throw new IllegalArgumentException("a reservation is finite and not negative");
        }
    }

    public boolean isNone() {
        return cpus == 0 && memoryBytes == 0;
    }
}
