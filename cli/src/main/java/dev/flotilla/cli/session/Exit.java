package dev.flotilla.cli.session;

/** Exit statuses. */
public final class Exit {
    public static final int OK = 0;
    /** Something that was asked for was not done. */
    public static final int FAILED = 1;
    /** The command line makes no sense. */
    public static final int USAGE = 2;

    private Exit() {}
}
