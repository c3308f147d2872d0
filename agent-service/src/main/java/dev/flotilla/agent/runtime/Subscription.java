package dev.flotilla.agent.runtime;

/** Ends when it is closed; closing twice does no harm. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
