package dev.flotilla.cloudconfig.validate;

import dev.flotilla.cloudconfig.document.Tree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value with the line that coreos-cloudinit would give for it: it looks for the key's text from its parent's line
 * downwards, so that a key may be found where another one of the same name stands first.
 *
 * @param name with underscores; {@code units[0]} for elements of a list
 * @param line from 1, 0 when the text was not found
 */
record LocatedTree(String name, int line, Tree value, List<LocatedTree> children) {
    static LocatedTree of(String text, Tree.Mapping root) {
        return new Locator(text).locate("", 0, root, 0);
    }

    Optional<LocatedTree> child(String key) {
        return children.stream().filter(child -> child.name.equals(key)).findFirst();
    }

    Optional<String> text() {
        return value instanceof Tree.Scalar scalar ? Optional.of(scalar.text()) : Optional.empty();
    }

    private static final class Locator {
        private static final Pattern KEY = Pattern.compile("^ *-? ?(.*?):");

        private final Map<String, NavigableSet<Integer>> keys = new HashMap<>();
        private final NavigableSet<Integer> elements = new TreeSet<>();
        private final int lines;

        Locator(String text) {
            String[] all = text.replace("\r", "").split("\n", -1);
            lines = all.length;
            for (int i = 0; i < lines; i++) {
                Matcher key = KEY.matcher(all[i]);
                if (key.find()) {
                    keys.computeIfAbsent(key.group(1), k -> new TreeSet<>()).add(i);
                }
                if (all[i].stripLeading().startsWith("-")) {
                    elements.add(i);
                }
            }
        }

        LocatedTree locate(String name, int line, Tree value, int from) {
            List<LocatedTree> children = new ArrayList<>();
            switch (value) {
                case Tree.Mapping mapping -> {
                    for (Tree.Entry entry : mapping.entries()) {
                        int at = findKey(entry.written(), from);
                        children.add(locate(entry.name(), lineOf(at), entry.value(), at));
                    }
                }
                case Tree.Sequence list -> {
                    int at = from;
                    for (int i = 0; i < list.items().size(); i++) {
                        at = findElement(at);
                        children.add(locate(
                                name + "[" + i + "]", lineOf(at), list.items().get(i), at));
                        at++;
                    }
                }
                case Tree.Scalar scalar -> {}
            }
            return new LocatedTree(name, line, value, children);
        }

        private int lineOf(int index) {
            return index < lines ? index + 1 : 0;
        }

        private int findKey(String key, int from) {
            return firstFrom(keys.getOrDefault(key, Collections.emptyNavigableSet()), from);
        }

        private int findElement(int from) {
            return firstFrom(elements, from);
        }

        private int firstFrom(NavigableSet<Integer> found, int from) {
            Integer at = found.ceiling(from);
            return at == null ? lines : at;
        }
    }
}
