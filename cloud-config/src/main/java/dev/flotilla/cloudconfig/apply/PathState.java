package dev.flotilla.cloudconfig.apply;

import java.util.Arrays;
import java.util.Objects;

/** What is at a path of a machine. */
public sealed interface PathState {
    /** Nothing. */
    record Absent() implements PathState {}

    /** A symbolic link, and what it says. */
    record Link(String target) implements PathState {}

    /** Something else that is neither file nor link: a directory, a device. */
    record Other() implements PathState {}

    /**
     * A file.
     *
     * @param mode the permission bits, with set-uid and its like
     * @param owner as {@code user:group}, by number where there is no name
     */
    record File(byte[] content, int mode, String owner) implements PathState {
        @Override
        public boolean equals(Object o) {
            return o instanceof File other
                    && mode == other.mode
                    && owner.equals(other.owner)
                    && Arrays.equals(content, other.content);
        }

        @Override
        public int hashCode() {
            return Objects.hash(Arrays.hashCode(content), mode, owner);
        }
    }
}
