package dev.flotilla.cloudconfig.validate;

import dev.flotilla.cloudconfig.document.Mark;
import dev.flotilla.cloudconfig.document.ScalarKind;
import dev.flotilla.cloudconfig.document.Tree;
import dev.flotilla.cloudconfig.document.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A mapping and the path to it, with what the rules ask of it. Values of a wrong type are as if they were missing; their
 * type has been reported by then.
 */
record Place(Tree.Mapping mapping, String path) {
    /** The mappings of a list, each with its index in the path. */
    List<Place> list(String key) {
        List<Place> places = new ArrayList<>();
        if (mapping.value(key).orElse(mapping) instanceof Tree.Sequence list) {
            for (int i = 0; i < list.items().size(); i++) {
                if (list.items().get(i) instanceof Tree.Mapping item) {
                    places.add(new Place(item, pathOf(key) + "[" + i + "]"));
                }
            }
        }
        return places;
    }

    Optional<Place> section(String key) {
        return mapping.value(key)
                .filter(Tree.Mapping.class::isInstance)
                .map(value -> new Place((Tree.Mapping) value, pathOf(key)));
    }

    /** A text that is not empty. */
    Optional<Tree.Scalar> text(String key) {
        return mapping.value(key)
                .filter(Type.Single.TEXT::accepts)
                .map(Tree.Scalar.class::cast)
                .filter(scalar -> !scalar.text().isEmpty());
    }

    List<Tree.Scalar> texts(String key) {
        return mapping.value(key).orElse(mapping) instanceof Tree.Sequence list
                ? list.items().stream()
                        .filter(Type.Single.TEXT::accepts)
                        .map(Tree.Scalar.class::cast)
                        .toList()
                : List.of();
    }

    boolean flag(String key) {
        return mapping.value(key).orElse(mapping) instanceof Tree.Scalar scalar
                && scalar.kind() == ScalarKind.BOOL
                && scalar.text().matches("(?i)y|yes|true|on");
    }

    /** Where a key stands, or the mapping when it has none. */
    Mark mark(String key) {
        return mapping.entry(key).map(Tree.Entry::mark).orElse(mapping.mark());
    }

    String pathOf(String key) {
        String written = mapping.entry(key).map(Tree.Entry::written).orElse(key);
        return path.isEmpty() ? written : path + "." + written;
    }
}
