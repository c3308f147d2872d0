package dev.flotilla.gateway.fleet;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Which page of a list: what fleet wrote in {@code nextPageToken}, the URL-safe base64 of two little-endian 16-bit
 * numbers.
 *
 * @param limit entries on a page
 * @param page from 1
 */
public record PageToken(int limit, int page) {
    /** The only size of a page. */
    public static final int LIMIT = 100;

    private static final int LARGEST = 0xffff;
    private static final int BYTES = 2 * Short.BYTES;

    /** The first page. */
    public static final PageToken FIRST = new PageToken(LIMIT, 1);

    public PageToken {
        if (limit < 0 || limit > LARGEST || page < 0 || page > LARGEST) {
            throw new IllegalArgumentException("two numbers of 16 bits");
        }
    }

    /**
     * The page that a request asks for.
     *
     * @param values of the query parameter {@code nextPageToken}; none: the first page
     */
    public static PageToken ofQuery(List<String> values) {
        if (values.size() > 1) {
            throw invalid("too many values for page token");
        }
        if (values.isEmpty()) {
            return FIRST;
        }
        PageToken token = decode(values.getFirst());
        if (token.limit != LIMIT) {
            throw invalid("token limit must be " + LIMIT);
        }
        if (token.page == 0) {
            throw invalid("token page must be greater than zero");
        }
        return token;
    }

    static PageToken decode(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw invalid("invalid value of nextPageToken query parameter: it is not base64");
        }
        // Go pads base64 and wants it padded; what is longer than two numbers it does not look at.
        if (bytes.length < BYTES || text.length() % 4 != 0) {
            throw invalid("invalid value of nextPageToken query parameter: it is not a page token");
        }
        ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return new PageToken(Short.toUnsignedInt(numbers.getShort()), Short.toUnsignedInt(numbers.getShort()));
    }

    public String encode() {
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) limit)
                .putShort((short) page)
                .array();
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    /** The page after this one; empty when it cannot be written in a token. */
    public Optional<PageToken> next() {
        return page == LARGEST ? Optional.empty() : Optional.of(new PageToken(limit, page + 1));
    }

    /** How many entries come before this page. */
    public long skipped() {
        return (long) (page - 1) * limit;
    }

    private static FlotillaException invalid(String message) {
        return new FlotillaError.Invalid(message, Optional.of("nextPageToken"), Optional.empty()).asException();
    }
}
