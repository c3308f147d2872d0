package dev.flotilla.agent.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last contact, on disk: {@code contact} in the run directory, the line {@code boot ID heard MILLIS ttl MILLIS} with the
 * machine's uptime at the contact. Written with each heartbeat, so it is overwritten where it is, in one write: nothing is made
 * or deleted for it. What an older line leaves behind it counts for nothing.
 */
public final class ContactFile implements KeptContact {
    private static final Logger LOG = LoggerFactory.getLogger(ContactFile.class);
    private static final Pattern LINE = Pattern.compile("boot (\\S+) heard (\\d{1,15}) ttl (\\d{1,15})\n");

    private final Path file;
    private final String bootId;
    private final Supplier<Optional<Duration>> sinceBoot;

    /** @param sinceBoot a clock that goes on when the agent stops: the machine's uptime, where it can be had */
    public ContactFile(Path directory, String bootId, Supplier<Optional<Duration>> sinceBoot) {
        this.file = directory.resolve("contact");
        this.bootId = bootId;
        this.sinceBoot = sinceBoot;
    }

    @Override
    public void save(Contact contact) throws IOException {
        Duration heard = sinceBoot
                .get()
                .orElseThrow(() -> new IOException("the machine does not say how long it is up"))
                .minus(contact.age());
        String line = "boot " + bootId + " heard " + heard.toMillis() + " ttl "
                + contact.ttl().toMillis() + "\n";
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)), 0);
        }
    }

    @Override
    public Optional<Contact> load() {
        try {
            Matcher line = LINE.matcher(Files.readString(file));
            if (line.lookingAt()) {
                return line.group(1).equals(bootId)
                        ? sinceBoot.get().flatMap(now -> contact(line, now))
                        : Optional.empty();
            }
            LOG.warn("{} makes no sense; the registry counts as heard at the agent's start", file);
        } catch (NoSuchFileException e) {
            LOG.debug("no contact was kept");
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}. The registry counts as heard at the agent's start", file, e.toString());
        }
        return Optional.empty();
    }

    /** A clock that has gone back is not the one it was written by: that machine's units are gone, too. */
    private static Optional<Contact> contact(Matcher line, Duration now) {
        Duration age = now.minusMillis(Long.parseLong(line.group(2)));
        Duration ttl = Duration.ofMillis(Long.parseLong(line.group(3)));
        return Optional.of(new Contact(age, ttl))
                .filter(contact -> !contact.age().isNegative());
    }
}
