package dev.flotilla.cli.output;

/** How a list is printed; named as the user writes it. */
public enum OutputFormat {
    table,
    json
}
