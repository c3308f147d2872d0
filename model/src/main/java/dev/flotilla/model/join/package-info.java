/** How a machine becomes a member of a cluster: the token it joins by and the credential it stays with. */
@NullMarked
package dev.flotilla.model.join;

import org.jspecify.annotations.NullMarked;
