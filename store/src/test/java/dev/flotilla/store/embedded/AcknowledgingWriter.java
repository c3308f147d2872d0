package dev.flotilla.store.embedded;

import dev.flotilla.store.CommitResult;
import dev.flotilla.store.Transaction;
import dev.flotilla.store.Value;
import dev.flotilla.store.Write;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * A process that writes until it is killed, several transactions at a time, and prints a line {@code <revision> <number> .}
 * for each one that was acknowledged. Transaction number n sets the keys {@code n/a}, {@code n/b} and {@code n/c} to n.
 */
final class AcknowledgingWriter {
    private static final int STREAMS = 8;

    private AcknowledgingWriter() {}

    public static void main(String[] args) {
        EmbeddedStore store = EmbeddedStore.open(Path.of(args[0]));
        IntStream.range(0, STREAMS).forEach(stream -> Thread.ofPlatform().start(() -> write(store, stream)));
    }

    private static void write(EmbeddedStore store, int stream) {
        for (int n = stream; ; n += STREAMS) {
            Value value = Value.utf8(String.valueOf(n));
            CommitResult result = store.commit(Transaction.of(
                            new Write.Put(n + "/a", value),
                            new Write.Put(n + "/b", value),
                            new Write.Put(n + "/c", value)))
                    .join();
            System.out.println(((CommitResult.Committed) result).revision() + " " + n + " .");
        }
    }
}
