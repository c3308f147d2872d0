package dev.flotilla.cloudconfig.apply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Paths of a system whose root is a directory here: absolute links inside mean that directory, and none leads out of it. */
record RootedPath(Path root) {
    private static final int MOST_LINKS = 40;
    private static final Path SLASH = Path.of("/");

    boolean isWholeSystem() {
        return root.equals(SLASH);
    }

    /** Where the path is here; links are followed in its directories, not at its end. */
    Path resolve(String path) throws IOException {
        return resolve(path, Optional.empty());
    }

    /** As {@link #resolve(String)}, for a file that will be this user's: links that the user can change must not say where. */
    Path resolveFor(int uid, String path) throws IOException {
        return resolve(path, Optional.of(uid));
    }

    private Path resolve(String path, Optional<Integer> distrusted) throws IOException {
        if (!path.startsWith("/")) {
            throw new IOException(path + " is not absolute");
        }
        Deque<String> rest = new ArrayDeque<>();
        Path.of(path).forEach(name -> rest.addLast(name.toString()));
        Path inside = SLASH;
        int links = 0;
        while (!rest.isEmpty()) {
            inside = inside.resolve(rest.removeFirst()).normalize();
            Path here = here(inside);
            if (!rest.isEmpty() && Files.isSymbolicLink(here)) {
                if (++links > MOST_LINKS) {
                    throw new IOException(path + ": too many links");
                }
                if (distrusted.isPresent() && canChange(distrusted.get(), here)) {
                    throw new IOException(inside + " is a link that the file's owner can change: it is not followed");
                }
                Path target = Files.readSymbolicLink(here);
                Deque<String> names = new ArrayDeque<>();
                target.forEach(name -> names.addFirst(name.toString()));
                names.forEach(rest::addFirst);
                inside =
                        target.isAbsolute() ? SLASH : inside.resolveSibling(".").normalize();
            }
        }
        return here(inside);
    }

    /** Also a link of somebody else's can be put anywhere in a directory of one's own. */
    private static boolean canChange(int uid, Path link) throws IOException {
        return UnixAttribute.UID.of(link) == uid || UnixAttribute.UID.of(link.resolveSibling(".")) == uid;
    }

    private Path here(Path inside) {
        return root.resolve(SLASH.relativize(inside).toString());
    }
}
