package dev.flotilla.agent.runtime.process.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The file that one process at a time (with its children) of a unit writes its output to. It is read here and emptied when
 * it has grown and everything in it was read: what a process writes in the microseconds between the last look and the
 * emptying is lost, which happens once in {@value #EMPTY_BYTES} bytes at most.
 */
final class Spool {
    /** Emptied beyond this. */
    static final long EMPTY_BYTES = 1024 * 1024;
    /** More than this between two looks is more than can be kept up with. */
    static final long MOST_BACKLOG_BYTES = 4 * 1024 * 1024;
    /** Then all but this much at the end is dropped. */
    static final long KEPT_BACKLOG_BYTES = 1024 * 1024;
    /** A longer line is cut in parts, as journald does. */
    static final int MOST_LINE_BYTES = 48 * 1024;

    private static final int CHUNK_BYTES = 64 * 1024;

    private final Path file;
    private long read;
    private byte[] partial = {};

    /**
     * @param read how much of the file was read before, by an earlier agent
     */
    Spool(Path file, long read) {
        this.file = file;
        this.read = read;
    }

    Path file() {
        return file;
    }

    /** How much of the file was read. What of it was not yet a whole line counts as not read. */
    long position() {
        return read - partial.length;
    }

    /**
     * What was written since the last look.
     *
     * @param ended nobody writes to it any more, so that a last line without an end counts as one
     */
    Lines take(boolean ended) throws IOException {
        var lines = new ArrayList<String>();
        long dropped = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < read) {
                read = 0;
            }
            if (size - read > MOST_BACKLOG_BYTES) {
                dropped = size - KEPT_BACKLOG_BYTES - read;
                read = size - KEPT_BACKLOG_BYTES;
                partial = new byte[0];
            }
            readTo(channel, size, lines);
        } catch (NoSuchFileException e) {
            read = 0;
        }
        if (ended && partial.length > 0) {
            lines.add(text(partial, 0, partial.length));
            partial = new byte[0];
        }
        return new Lines(lines, dropped);
    }

    /** Whether so much of it was read that it is worth while to empty it. */
    boolean isFull() {
        return read >= EMPTY_BYTES;
    }

    /** Empties it, if everything in it was read. */
    void empty() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (channel.size() == read) {
                channel.truncate(0);
                read = 0;
            }
        }
    }

    /**
     * @param droppedBytes written faster than they could be taken
     */
    record Lines(List<String> lines, long droppedBytes) {}

    private void readTo(FileChannel channel, long size, List<String> lines) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, Math.max(0, size - read)));
        while (read < size) {
            buffer.clear();
            int count = channel.read(buffer, read);
            if (count <= 0) {
                return;
            }
            read += count;
            split(buffer.array(), count, lines);
        }
    }

    private void split(byte[] bytes, int count, List<String> lines) {
        int start = 0;
        for (int i = 0; i < count; i++) {
            if (bytes[i] == '\n') {
                whole(bytes, start, i, lines);
                start = i + 1;
            }
        }
        keep(bytes, start, count);
        if (partial.length >= MOST_LINE_BYTES) {
            int whole = partial.length - partial.length % MOST_LINE_BYTES;
            byte[] all = partial;
            partial = new byte[0];
            add(all, 0, whole, lines);
            keep(all, whole, all.length);
        }
    }

    private void whole(byte[] bytes, int from, int to, List<String> lines) {
        if (partial.length == 0) {
            add(bytes, from, to, lines);
            return;
        }
        keep(bytes, from, to);
        byte[] all = partial;
        partial = new byte[0];
        add(all, 0, all.length, lines);
    }

    private static void add(byte[] bytes, int from, int to, List<String> lines) {
        int start = from;
        while (to - start > MOST_LINE_BYTES) {
            lines.add(text(bytes, start, start + MOST_LINE_BYTES));
            start += MOST_LINE_BYTES;
        }
        lines.add(text(bytes, start, to));
    }

    private void keep(byte[] bytes, int from, int to) {
        byte[] joined = new byte[partial.length + to - from];
        System.arraycopy(partial, 0, joined, 0, partial.length);
        System.arraycopy(bytes, from, joined, partial.length, to - from);
        partial = joined;
    }

    private static String text(byte[] bytes, int from, int to) {
        int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    /** Begins anew; only when nobody writes to it. */
    void reset() throws IOException {
        Files.deleteIfExists(file);
        read = 0;
        partial = new byte[0];
    }
}
