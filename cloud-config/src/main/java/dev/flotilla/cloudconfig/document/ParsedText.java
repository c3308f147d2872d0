package dev.flotilla.cloudconfig.document;

import java.util.Optional;

/**
 * A cloud-config's text, read as YAML.
 *
 * @param root the value; empty for a text without any, or with a fault
 * @param fault why it cannot be read
 */
public record ParsedText(String text, Optional<Tree> root, Optional<SyntaxFault> fault) {
    /** Reads any text. */
    public static ParsedText parse(String text) {
        return TreeReader.read(text);
    }

    /** The root when it is a mapping, as a cloud-config's has to be. */
    public Optional<Tree.Mapping> mapping() {
        return root.filter(Tree.Mapping.class::isInstance).map(Tree.Mapping.class::cast);
    }
}
