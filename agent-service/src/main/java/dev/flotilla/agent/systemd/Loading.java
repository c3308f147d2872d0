package dev.flotilla.agent.systemd;

import dev.flotilla.model.unit.UnitFile;
import dev.flotilla.model.unit.UnitName;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A unit to make known. Confined to the runtime's thread. */
final class Loading {
    private static final String INSTALL = "Install";

    final TrackedUnit unit;
    final UnitFile content;
    final CompletableFuture<Void> done = new CompletableFuture<>();
    /** systemd has been told nothing of it, as far as is known. */
    final boolean fresh;
    /** systemd has another content of it, as far as is known. */
    final boolean changed;
    /** An earlier round may have made links by a content that this one takes the place of. */
    final boolean tied;

    private final boolean halfDone;

    /** systemd has an earlier content of it, and may be running it. */
    boolean had;

    /** Nothing more is to be done for it. */
    boolean over;

    /** What its file was before this content. */
    Optional<UnitFile> before = Optional.empty();

    /** Why the machine will not have this content, while it goes on with the one before. */
    Optional<String> rejection = Optional.empty();

    /**
     * @param known systemd was told of the unit, and is taken to know it still
     */
    Loading(TrackedUnit unit, UnitFile content, boolean known) {
        this.unit = unit;
        this.content = content;
        this.halfDone = unit.isHalfDone();
        this.fresh = !known || unit.isRefused();
        this.changed = !fresh && (halfDone || unit.isRejected() || !unit.hash().equals(content.hash()));
        this.tied = unit.isInstalled() && (changed || halfDone);
        this.had = !fresh;
    }

    UnitName name() {
        return unit.name();
    }

    boolean installs() {
        return installs(content);
    }

    /** Whether the content before had an {@code [Install]} section. */
    boolean installedBefore() {
        return before.filter(Loading::installs).isPresent();
    }

    /** Its file had another content before. */
    boolean hadOther() {
        return before.filter(file -> !file.hash().equals(content.hash())).isPresent();
    }

    private static boolean installs(UnitFile file) {
        return file.sections().contains(INSTALL);
    }

    /** It needs to be linked, by what is known before its file is written. */
    boolean links() {
        return fresh || tied || (changed && (halfDone || installs()));
    }
}
