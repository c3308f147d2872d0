/** What the tests of several modules need. */
@NullMarked
package dev.flotilla.testing;

import org.jspecify.annotations.NullMarked;
