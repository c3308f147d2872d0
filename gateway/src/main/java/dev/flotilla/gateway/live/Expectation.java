package dev.flotilla.gateway.live;

/**
 * What reads are to show because it was written through this gateway. A revision that the store does not have, as after it
 * was put back, would be waited for in vain: once the registry has told of a later time than the write's all that there is,
 * the revision may be given up. Guarded by the copy's lock.
 */
final class Expectation {
    private long revision;
    /** Where the copy was when that was written. */
    private long writtenAt;

    private boolean overtaken;

    void written(long newRevision, long copyAt) {
        if (newRevision > revision) {
            revision = newRevision;
            writtenAt = copyAt;
            overtaken = false;
        }
    }

    /** The registry had nothing more to tell at this revision. */
    void allToldAt(long told) {
        overtaken |= told > writtenAt;
    }

    /** Until another is written. */
    void giveUp() {
        revision = 0;
    }

    boolean isMetAt(long copyAt) {
        return copyAt >= revision;
    }

    boolean isOvertaken() {
        return overtaken;
    }

    long revision() {
        return revision;
    }
}
