package dev.flotilla.registry.watch;

import java.util.Objects;

/**
 * Names the history that the store's revisions belong to. A restored store goes on with revisions that another history had
 * too: what comes after one of them is to be asked for by name.
 *
 * @param name empty when nobody has named it
 * @param revision when the name was written; 0 when nobody has
 */
public record HistoryName(String name, long revision) {
    /** Nobody has named it yet. */
    public static final HistoryName NONE = new HistoryName("", 0);

    public HistoryName {
        Objects.requireNonNull(name, "name");
    }

    /**
     * Whether revisions of that history mean the same here.
     *
     * @param asked empty when the one who asks knows of no names
     */
    boolean covers(String asked) {
        return asked.isEmpty() || asked.equals(name);
    }
}
