package dev.flotilla.cloudconfig.document;

import java.util.Optional;

/**
 * An element of {@code write_files}.
 *
 * @param owner as chown takes it: {@code user}, {@code user:group}; empty when not given
 * @param permissions as written; empty when not given, which means 0644
 * @param encoding as written; empty when not given
 */
public record FileSpec(String path, String content, String owner, String permissions, String encoding) {
    /** What a file gets that does not say. */
    public static final int DEFAULT_MODE = 0644;

    /** A plain text with a mode. */
    public static FileSpec of(String path, String content, String permissions) {
        return new FileSpec(path, content, "", permissions, "");
    }

    /** The permission bits; empty when what is written is no octal number. As ever, also without a leading zero. */
    public Optional<Integer> mode() {
        if (permissions.isEmpty()) {
            return Optional.of(DEFAULT_MODE);
        }
        return permissions.matches("0?[0-7]{3,4}") ? Optional.of(Integer.parseInt(permissions, 8)) : Optional.empty();
    }

    /** The content with its encoding undone; empty when that is not possible. */
    public Optional<byte[]> bytes() {
        return ContentEncoding.decode(content, encoding);
    }
}
