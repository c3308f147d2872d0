package dev.flotilla.gateway.event;

/** Small words that sentences end in. */
final class Words {
    private Words() {}

    /** {@code : why}, or nothing. */
    static String because(String cause) {
        return cause.isEmpty() ? "" : ": " + cause;
    }

    /** {@code by whom}, or nothing. */
    static String by(String who) {
        return who.isEmpty() ? "" : " by " + who;
    }

    /** The first that says something. */
    static String firstOf(String one, String other) {
        return one.isEmpty() ? other : one;
    }
}
