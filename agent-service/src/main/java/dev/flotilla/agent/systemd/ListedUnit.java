package dev.flotilla.agent.systemd;

/** A unit in a list of systemd's. */
public record ListedUnit(String load, String active, String sub) {
    /** There is no file for it. */
    public boolean isMissing() {
        return load.equals("not-found");
    }

    /** It can be started as far as its file goes. */
    public boolean isLoaded() {
        return load.equals("loaded");
    }
}
