/** Flotilla on real systemd machines, beside what systemd takes alone on the same machines. */
@NullMarked
package dev.flotilla.benchmarks.systemd;

import org.jspecify.annotations.NullMarked;
