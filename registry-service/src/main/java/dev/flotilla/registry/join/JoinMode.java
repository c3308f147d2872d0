package dev.flotilla.registry.join;

/** Which machines get a session. */
public enum JoinMode {
    /** Any that asks: for a laptop, or a network that nobody else is in. */
    OPEN,
    /** Those that joined by a token, and prove it. */
    TOKEN
}
