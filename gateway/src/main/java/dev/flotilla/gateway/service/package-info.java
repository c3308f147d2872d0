/** Services and their instances. */
@NullMarked
package dev.flotilla.gateway.service;

import org.jspecify.annotations.NullMarked;
