package dev.flotilla.agent.runtime.process.log;

import dev.flotilla.agent.runtime.LogLine;
import dev.flotilla.agent.runtime.LogQuery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The lines that a journal had at a moment, in files that stay as they were up to their noted sizes. */
final class JournalSnapshot implements AutoCloseable {
    private static final int BLOCK_BYTES = 64 * 1024;
    private static final int BATCH_LINES = 256;

    private record Part(FileChannel channel, long size) {}

    private final List<Part> parts;

    private JournalSnapshot(List<Part> parts) {
        this.parts = parts;
    }

    static JournalSnapshot of(List<FileChannel> files) throws IOException {
        var parts = new ArrayList<Part>();
        for (FileChannel file : files) {
            parts.add(new Part(file, file.size()));
        }
        return new JournalSnapshot(parts);
    }

    /** Hands over what the query asks for, in batches. */
    void read(LogQuery query, Consumer<List<LogLine>> batches) throws IOException {
        var batch = new ArrayList<LogLine>(BATCH_LINES);
        readText(query.lines(), line -> JournalLine.read(line)
                .filter(read -> query.since().filter(read.time()::isBefore).isEmpty())
                .ifPresent(read -> {
                    batch.add(read);
                    if (batch.size() == BATCH_LINES) {
                        batches.accept(List.copyOf(batch));
                        batch.clear();
                    }
                }));
        if (!batch.isEmpty()) {
            batches.accept(List.copyOf(batch));
        }
    }

    /**
     * Hands over the last lines as they are in the files.
     *
     * @param count negative: all
     */
    void readText(int count, Consumer<String> text) throws IOException {
        long missing = count < 0 ? Long.MAX_VALUE : count;
        long[] starts = new long[parts.size()];
        for (int i = parts.size() - 1; i >= 0; i--) {
            missing = start(parts.get(i), missing, starts, i);
        }
        for (int i = 0; i < parts.size(); i++) {
            lines(parts.get(i), starts[i], text);
        }
    }

    /** Sets where the last {@code wanted} lines of the part begin; returns how many more are wanted before it. */
    private static long start(Part part, long wanted, long[] starts, int index) throws IOException {
        if (wanted == 0) {
            starts[index] = part.size();
            return 0;
        }
        long found = 0;
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        for (long end = part.size(); end > 0; end -= BLOCK_BYTES) {
            long from = Math.max(0, end - BLOCK_BYTES);
            block.clear().limit((int) (end - from));
            fill(part.channel(), block, from);
            for (int i = (int) (end - from) - 1; i >= 0; i--) {
                boolean last = from + i == part.size() - 1;
                if (block.get(i) == '\n' && !last && ++found == wanted) {
                    starts[index] = from + i + 1;
                    return 0;
                }
            }
        }
        starts[index] = 0;
        long lines = part.size() == 0 ? 0 : found + 1;
        return wanted == Long.MAX_VALUE ? wanted : wanted - lines;
    }

    private static void lines(Part part, long from, Consumer<String> lines) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        var rest = new ByteArrayOutputStream();
        for (long at = from; at < part.size(); at += block.limit()) {
            block.clear().limit((int) Math.min(BLOCK_BYTES, part.size() - at));
            fill(part.channel(), block, at);
            int start = 0;
            for (int i = 0; i < block.limit(); i++) {
                if (block.get(i) == '\n') {
                    rest.write(block.array(), start, i - start);
                    lines.accept(rest.toString(StandardCharsets.UTF_8));
                    rest.reset();
                    start = i + 1;
                }
            }
            rest.write(block.array(), start, block.limit() - start);
        }
    }

    private static void fill(FileChannel channel, ByteBuffer block, long from) throws IOException {
        while (block.hasRemaining() && channel.read(block, from + block.position()) >= 0) {
            // Until it is full: the file is at least that long.
        }
    }

    @Override
    public void close() {
        for (Part part : parts) {
            try {
                part.channel().close();
            } catch (IOException e) {
                // It was only read.
            }
        }
    }
}
