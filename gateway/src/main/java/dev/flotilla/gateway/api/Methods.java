package dev.flotilla.gateway.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Which methods our own resources have, for the {@code Allow} header of a refusal. */
public final class Methods {
    private static final Map<Pattern, List<String>> BY_PATH = new LinkedHashMap<>();

    static {
        BY_PATH.put(Pattern.compile("/v1/units:verify|/v1/brake/release|/v1/cloud-config/validate"), List.of("POST"));
        BY_PATH.put(Pattern.compile("/v1/join-tokens"), List.of("GET", "POST"));
        BY_PATH.put(Pattern.compile("/v1/join-tokens/[^/]+"), List.of("DELETE"));
        BY_PATH.put(Pattern.compile("/new"), List.of("GET", "PUT", "POST"));
        BY_PATH.put(Pattern.compile("/[0-9a-f]{32}/[0-9A-Za-z]+"), List.of("GET", "PUT", "DELETE"));
        BY_PATH.put(Pattern.compile("/v1/units/[^/]+"), List.of("GET", "PUT", "DELETE"));
    }

    private Methods() {}

    /** Those of the resource at the path; all others can only be read. */
    public static List<String> of(String path) {
        return BY_PATH.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(path).matches())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(List.of("GET"));
    }
}
