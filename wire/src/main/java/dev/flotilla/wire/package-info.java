/** Conversions between the model and flotilla.v1, one class per aggregate, and of errors. Proto types end here. */
@NullMarked
package dev.flotilla.wire;

import org.jspecify.annotations.NullMarked;
