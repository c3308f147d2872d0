/** Writes YAML as people write it: block style, literal blocks, no surprises. */
@NullMarked
package dev.flotilla.cloudconfig.yaml;

import org.jspecify.annotations.NullMarked;
