package dev.flotilla.cloudconfig.validate;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What looks as if not everybody should read it. */
final class Secrets {
    private static final Pattern KEY = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----");

    /**
     * A variable or setting with a telling name and a value that is not put in from elsewhere. What etcd calls its cluster's
     * token is none: it only tells clusters apart.
     */
    private static final Pattern SETTING = Pattern.compile(
            "(?im)^[ \\t]*(?:export[ \\t]+|Environment=\"?)?[A-Z0-9_.-]*(?:password|passwd|secret|(?<!cluster[_-])token|api_?key|access_?key)"
                    + "[ \\t]*[=:][ \\t]*[^\\s$]{4,}");

    /** The same where it is one word of a line: {@code docker run -e DB_PASSWORD=...}, {@code "password": "..."}. */
    private static final Pattern WORD = Pattern.compile(
            "(?<![A-Za-z0-9_])[\"']?(?:[A-Z0-9]+_)*(?:PASSWORD|PASSWD|SECRET|(?<!CLUSTER_)TOKEN|API_?KEY|ACCESS_?KEY)=[^\\s$\"'%]{4,}"
                    + "|[\"'](?i:[a-z0-9_.-]*(?:password|passwd|secret|token|api_?key|access_?key))[\"'][ \\t]*:[ \\t]*[\"'][^\"'$]{4,}");

    /** A password in an address: {@code postgres://app:hunter22@db}. */
    private static final Pattern URL =
            Pattern.compile("[a-z][a-z0-9+.-]{0,20}://[^\\s/:@$\"']{1,100}:[^\\s/@$\"']{4,100}@");

    private Secrets() {}

    static boolean hasOne(String text) {
        return Stream.of(KEY, SETTING, WORD, URL)
                .anyMatch(pattern -> pattern.matcher(text).find());
    }
}
