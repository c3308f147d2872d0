package dev.flotilla.store.embedded;

import dev.flotilla.model.error.FlotillaError;

/** Hears from the writer, on its thread. */
interface WriterListener {

    /** A group became visible. */
    void published();

    /** Nothing will ever be published again. */
    void broke(FlotillaError reason);
}
