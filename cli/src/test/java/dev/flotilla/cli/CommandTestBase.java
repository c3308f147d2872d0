package dev.flotilla.cli;

import dev.flotilla.cli.fake.FakeCluster;
import dev.flotilla.cli.fake.FakeGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of two machines, a gateway, and a shell in an empty folder. */
public abstract class CommandTestBase {
    protected static final String APACHE = """
            [Unit]
            Description=Apache on %i

            [Service]
            ExecStart=/usr/bin/apache -D FOREGROUND

            [X-Fleet]
            Conflicts=apache@*.service
            """;
    protected static final String PLAIN = "[Service]\nExecStart=/bin/sleep 1000\n";
    protected static final String GLOBAL = PLAIN + "\n[X-Fleet]\nGlobal=true\n";
    protected static final String FIRST = "05c0472b.../172.18.1.2";
    protected static final String SECOND = "45e8fd5a.../172.18.1.3";

    protected final FakeCluster cluster = FakeCluster.ofTwo();

    @TempDir
    protected Path folder;

    protected FakeGateway gateway;
    protected Run.Shell shell;

    @BeforeEach
    void open() throws IOException {
        gateway = new FakeGateway(cluster);
        shell = Run.Shell.in(folder, gateway);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    protected Run run(String line) {
        return shell.run(line);
    }

    protected void file(String name, String content) throws IOException {
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    protected static Run ok(String out) {
        return new Run(0, out, "");
    }
}
