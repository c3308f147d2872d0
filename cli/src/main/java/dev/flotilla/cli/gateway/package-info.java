/** The gateway's resources as the commands see them; see docs/reference/http-api.md. */
@NullMarked
package dev.flotilla.cli.gateway;

import org.jspecify.annotations.NullMarked;
