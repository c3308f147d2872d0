package dev.flotilla.gateway.fleet;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A part of a list.
 *
 * @param next where it goes on; empty on the last page
 */
public record Page<T>(List<T> items, Optional<String> next) {
    public Page {
        items = List.copyOf(items);
    }

    /** The page of the token. */
    public static <T> Page<T> of(Stream<T> all, PageToken token) {
        List<T> items = all.skip(token.skipped()).limit(token.limit() + 1L).toList();
        if (items.size() <= token.limit()) {
            return new Page<>(items, Optional.empty());
        }
        return new Page<>(items.subList(0, token.limit()), token.next().map(PageToken::encode));
    }
}
