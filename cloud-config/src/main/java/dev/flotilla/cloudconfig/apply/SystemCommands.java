package dev.flotilla.cloudconfig.apply;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the system's own programs. */
class SystemCommands {
    private static final long LIMIT_MINUTES = 30;
    private static final int LONGEST_COMPLAINT = 2_000;

    /** What the program printed; an {@link IOException} with its complaint when it failed, or is not there. */
    String run(List<String> command, String input) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(command.getFirst() + " did not end within " + LIMIT_MINUTES + " minutes");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(command.getFirst() + " was interrupted", e);
        }
        if (process.exitValue() != 0) {
            String complaint = output.strip();
            throw new IOException(command.getFirst() + " failed with status " + process.exitValue()
                    + (complaint.isEmpty() ? "" : ": " + shortened(complaint)));
        }
        return output;
    }

    private static String shortened(String text) {
        return text.length() > LONGEST_COMPLAINT ? text.substring(0, LONGEST_COMPLAINT) + "..." : text;
    }
}
