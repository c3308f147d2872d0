package dev.flotilla.sidekick.hook;

import dev.flotilla.model.discovery.Instance;
import dev.flotilla.model.discovery.InstanceJson;
import dev.flotilla.model.discovery.InstanceKey;
import dev.flotilla.model.error.FlotillaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a receiver has taken, kept in a file: a line is added for each event, and the whole is written anew when most of
 * its lines are history. A line that was cut by a crash is as if it had not been: the event is told again.
 */
final class Told implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Told.class);
    private static final int FEW = 100;

    private final Path path;
    private final SortedMap<InstanceKey, Instance> registered = new TreeMap<>();
    private FileChannel channel;
    private int lines;

    Told(Path path) throws IOException {
        this.path = path;
        read();
        this.channel = rewrite();
    }

    SortedMap<InstanceKey, Instance> registered() {
        return Collections.unmodifiableSortedMap(registered);
    }

    /** It was taken. Synced when this returns. */
    void record(Event event) throws IOException {
        if (lines > FEW && lines > 4 * registered.size()) {
            channel.close();
            channel = rewrite();
        }
        InstanceKey key = event.instance().key();
        if (event.kind() == Event.Kind.DEREGISTER) {
            registered.remove(key);
            append(channel, "- " + key + "\n");
        } else {
            registered.put(key, event.instance());
            append(channel, line(event.instance()));
        }
        channel.force(false);
        lines++;
    }

    private static String line(Instance instance) {
        return "+ " + instance.key() + " " + InstanceJson.write(instance) + "\n";
    }

    private static void append(FileChannel to, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    private void read() throws IOException {
        try {
            for (String line : Files.readAllLines(path)) {
                try {
                    readLine(line);
                } catch (FlotillaException | IllegalArgumentException e) {
                    LOG.warn("{}: \"{}\" is not understood; its instance is told of again", path, line);
                }
            }
        } catch (NoSuchFileException e) {
            LOG.info("{}: nothing was told yet", path);
        }
    }

    private void readLine(String line) {
        String[] words = line.split(" ", 3);
        int slash = words.length < 2 ? -1 : words[1].indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(line);
        }
        InstanceKey key = new InstanceKey(words[1].substring(0, slash), words[1].substring(slash + 1));
        if (words[0].equals("-")) {
            registered.remove(key);
        } else if (words[0].equals("+") && words.length == 3) {
            registered.put(key, InstanceJson.read(key, words[2]));
        } else {
            throw new IllegalArgumentException(line);
        }
    }

    private FileChannel rewrite() throws IOException {
        Path draft = path.resolveSibling(path.getFileName() + ".new");
        StringBuilder text = new StringBuilder();
        registered.values().forEach(instance -> text.append(line(instance)));
        try (FileChannel out = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            append(out, text.toString());
            out.force(true);
        }
        Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        lines = registered.size();
        return FileChannel.open(path, StandardOpenOption.APPEND);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
