package dev.flotilla.cloudconfig.document;

/**
 * Why a text is no YAML.
 *
 * @param message in the words of the YAML library
 * @param mark where it was noticed
 */
public record SyntaxFault(String message, Mark mark) {}
