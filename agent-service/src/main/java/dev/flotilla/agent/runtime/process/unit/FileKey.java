package dev.flotilla.agent.runtime.process.unit;

import dev.flotilla.model.unit.UnitName;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** What a unit's files are named after: its name, cut short when it would be too long for a file's. */
public final class FileKey {
    private static final int MOST = 200;
    private static final int KEPT = 150;

    private FileKey() {}

    public static String of(UnitName name) {
        String value = name.value();
        if (value.length() <= MOST) {
            return value;
        }
        return value.substring(0, KEPT) + "~" + UUID.nameUUIDFromBytes(value.getBytes(StandardCharsets.UTF_8));
    }
}
