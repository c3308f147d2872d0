/** Which roles a sidekick plays besides announcing: DNS, HAProxy, templates, xDS, hooks. All are off until told. */
@NullMarked
package dev.flotilla.sidekick.roles.edge;

import org.jspecify.annotations.NullMarked;
