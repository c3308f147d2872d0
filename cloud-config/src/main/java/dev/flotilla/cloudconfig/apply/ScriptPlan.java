package dev.flotilla.cloudconfig.apply;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Scripts: kept in the workspace under their hash, with a note beside it until it runs, so that the same one is not run twice. */
final class ScriptPlan {
    private static final String WORKSPACE = "/var/lib/coreos-cloudinit/scripts";
    private static final String DUE = ".due";
    private static final int MODE = 0744;
    private static final int NAME_MODE = 0644;
    private static final int HASH_DIGITS = 16;

    private final Host host;
    private final View view;

    ScriptPlan(Host host, View view) {
        this.host = host;
        this.view = view;
    }

    void add(String text) throws IOException {
        String id = hash(text);
        String unit = "coreos-cloudinit-" + id + ".service";
        String path = WORKSPACE + "/" + id;
        Step run = new Step.RunScript(unit, List.of("/bin/bash", path));
        boolean isDue = !view.isFile(path) || view.isFile(path + DUE);
        if (isDue) {
            view.write(path + DUE, unit + "\n", NAME_MODE);
        }
        view.write(path, text, MODE);
        view.write(WORKSPACE + "/unit-name", unit, NAME_MODE);
        if (!isDue) {
            view.add(PlannedStep.unchanged(run));
        } else if (host.isRunning()) {
            view.add(PlannedStep.change(run));
            view.delete(path + DUE);
        } else {
            view.add(PlannedStep.skipped(run, "systemd does not run here"));
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
