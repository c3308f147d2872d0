package dev.flotilla.cloudconfig.validate;

import java.util.regex.Pattern;

/** What looks as if not everybody should read it. */
final class Secrets {
    private static final Pattern KEY = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----");

    /** A variable or setting with a telling name and a value that is not put in from elsewhere. */
    private static final Pattern SETTING = Pattern.compile(
            "(?im)^[ \\t]*(?:export[ \\t]+|Environment=\"?)?[A-Z0-9_.-]*(?:password|passwd|secret|token|api_?key|access_?key)"
                    + "[ \\t]*[=:][ \\t]*[^\\s$]{4,}");

    private Secrets() {}

    static boolean hasOne(String text) {
        return KEY.matcher(text).find() || SETTING.matcher(text).find();
    }
}
