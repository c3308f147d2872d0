package dev.flotilla.store.key;

import dev.flotilla.model.error.FlotillaError;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** One name between two slashes: percent-encoding and back. There is exactly one encoding of each name. */
final class Segment {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private Segment() {}

    static String encode(String name) {
        if (name.isEmpty()) {
            throw new FlotillaError.Invalid("an empty name cannot be stored").asException();
        }
        if (isPlain(name)) {
            return name;
        }
        StringBuilder encoded = new StringBuilder(name.length() + 16);
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain((char) (b & 0xff))) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX[(b >> 4) & 0xf]).append(HEX[b & 0xf]);
            }
        }
        return encoded.toString();
    }

    /** Empty for what {@link #encode} never gives. */
    static Optional<String> decode(String segment) {
        if (segment.isEmpty()) {
            return Optional.empty();
        }
        return unescape(segment).filter(name -> encode(name).equals(segment));
    }

    static ParsedKey one(String key, int start, Function<String, ParsedKey> kind) {
        return decode(key.substring(start)).map(kind).orElseGet(() -> new ParsedKey.Foreign(key));
    }

    static ParsedKey two(String key, int start, BiFunction<String, String, ParsedKey> kind) {
        int slash = key.indexOf('/', start);
        if (slash < 0) {
            return new ParsedKey.Foreign(key);
        }
        Optional<String> second = decode(key.substring(slash + 1));
        return decode(key.substring(start, slash))
                .flatMap(first -> second.map(name -> kind.apply(first, name)))
                .orElseGet(() -> new ParsedKey.Foreign(key));
    }

    private static Optional<String> unescape(String segment) {
        if (segment.indexOf('%') < 0) {
            return Optional.of(segment);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c != '%') {
                bytes.write(c);
                continue;
            }
            if (i + 2 >= segment.length()) {
                return Optional.empty();
            }
            int high = Character.digit(segment.charAt(++i), 16);
            int low = Character.digit(segment.charAt(++i), 16);
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            bytes.write(high << 4 | low);
        }
        return strictUtf8(bytes.toByteArray());
    }

    private static Optional<String> strictUtf8(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isPlain(String name) {
        return name.chars().allMatch(c -> isPlain((char) c));
    }

    private static boolean isPlain(char c) {
        return c > ' ' && c <= '~' && c != '/' && c != '%';
    }
}
