package dev.flotilla.cloudconfig.apply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Numbers that Unix keeps of a file; links are not followed. */
enum UnixAttribute {
    MODE("unix:mode"),
    UID("unix:uid"),
    GID("unix:gid");

    private final String view;

    UnixAttribute(String view) {
        this.view = view;
    }

    int of(Path file) throws IOException {
        if (Files.getAttribute(file, view, LinkOption.NOFOLLOW_LINKS) instanceof Integer value) {
            return value;
        }
        throw new IOException(file + ": the file system has no " + view);
    }

    void set(Path file, int value) throws IOException {
        Files.setAttribute(file, view, value, LinkOption.NOFOLLOW_LINKS);
    }
}
