/** What Flotilla promises, one class per behaviour, shown on real machines. */
@NullMarked
package dev.flotilla.system.behaviour;

import org.jspecify.annotations.NullMarked;
