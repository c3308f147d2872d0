package dev.flotilla.model.discovery;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.CRC32;

/**
 * What services and instances are called in DNS: lower case letters, digits and hyphens, at most 63 of them.
 * {@code apache@1} is {@code apache-1}.
 */
public final class DnsLabels {
    private static final int LONGEST = 63;
    private static final int ROOM_FOR_A_SUFFIX = 9;

    private DnsLabels() {}

    /** The label of a name. Different names may have the same one. */
    public static String of(String name) {
        StringBuilder label = new StringBuilder(name.length());
        for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
            boolean letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (letter) {
                label.append(c);
            } else if (!label.isEmpty() && label.charAt(label.length() - 1) != '-') {
                label.append('-');
            }
        }
        if (label.length() > LONGEST) {
            label.setLength(LONGEST - ROOM_FOR_A_SUFFIX);
            return trimmed(label) + "-" + mark(name);
        }
        String plain = trimmed(label);
        return plain.isEmpty() ? "x-" + mark(name) : plain;
    }

    /** A label for each instance of one service; those that would share one get a mark of their own behind it. */
    public static Map<String, Instance> distinct(List<Instance> instances) {
        return distinct(instances, Instance::name);
    }

    /** A label for each service, likewise. */
    public static Map<String, String> distinctServices(Collection<String> services) {
        return distinct(services, service -> service);
    }

    private static <T> Map<String, T> distinct(Collection<T> things, Function<T, String> name) {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        things.forEach(thing -> wanted.merge(of(name.apply(thing)), 1, Integer::sum));
        Map<String, T> labels = new LinkedHashMap<>();
        for (T thing : things) {
            String own = name.apply(thing);
            String plain = of(own);
            boolean shared = wanted.getOrDefault(plain, 0) > 1 && !plain.equals(own);
            labels.putIfAbsent(shared ? marked(plain, own) : plain, thing);
        }
        return labels;
    }

    private static String marked(String label, String name) {
        String room =
                label.length() > LONGEST - ROOM_FOR_A_SUFFIX ? label.substring(0, LONGEST - ROOM_FOR_A_SUFFIX) : label;
        return room + "-" + mark(name);
    }

    /** Eight hexadecimal digits that depend on the whole name. */
    private static String mark(String name) {
        CRC32 sum = new CRC32();
        sum.update(name.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", sum.getValue());
    }

    private static String trimmed(StringBuilder label) {
        while (!label.isEmpty() && label.charAt(label.length() - 1) == '-') {
            label.setLength(label.length() - 1);
        }
        return label.toString();
    }
}
