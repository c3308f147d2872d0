/** Answers that go on: text that is written as it comes, for as long as somebody reads it. */
@NullMarked
package dev.flotilla.gateway.stream;

import org.jspecify.annotations.NullMarked;
