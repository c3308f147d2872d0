package dev.flotilla.model.unit;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether options can be written as a unit file and read again as the same options. */
final class OptionCheck {
    private OptionCheck() {}

    /** The options with canonical values. */
    static List<UnitOption> checked(List<UnitOption> options) {
        if (options.size() > UnitFile.MAX_OPTIONS) {
            throw new FlotillaError.TooLarge(
                            "a unit file has at most " + UnitFile.MAX_OPTIONS + " options, not " + options.size())
                    .asException();
        }
        List<UnitOption> checked = new ArrayList<>(options.size());
        long bytes = 0;
        for (int i = 0; i < options.size(); i++) {
            UnitOption option = checked(options.get(i), i);
            bytes += LineCheck.bytes(option.name()) + LineCheck.bytes(option.value()) + 2L;
            checked.add(option);
        }
        checkSize(bytes);
        return checked;
    }

    /** Counts what {@link UnitFile#serialize} would write: as much as its reader takes. */
    static void checkSize(List<UnitOption> grouped) {
        long bytes = 0;
        String section = "";
        for (UnitOption option : grouped) {
            if (!option.section().equals(section)) {
                bytes += (section.isEmpty() ? 0 : 1) + LineCheck.bytes(option.section()) + 3L;
                section = option.section();
            }
            bytes += LineCheck.bytes(option.name()) + LineCheck.bytes(option.value()) + 2L;
        }
        checkSize(bytes);
    }

    static void checkSize(long bytes) {
        if (bytes > UnitFile.MAX_BYTES) {
            throw new FlotillaError.TooLarge("a unit file has at most " + UnitFile.MAX_BYTES / 1024 + " KiB ("
                            + UnitFile.MAX_BYTES + " bytes), not " + bytes + " bytes")
                    .asException();
        }
    }

    private static UnitOption checked(UnitOption option, int index) {
        String where = "options[" + index + "]";
        checkSection(option.section(), where + ".section");
        checkName(option.name(), where + ".name");
        return new UnitOption(
                option.section(), option.name(), checkedValue(option.name(), option.value(), where + ".value"));
    }

    private static void checkSection(String section, String field) {
        if (section.isEmpty()) {
            throw invalid(field, "a section needs a name");
        }
        if (section.indexOf(']') >= 0) {
            throw invalid(field, "the name of a section cannot contain \"]\"");
        }
        checkLine("[" + section + "]", section, field);
    }

    private static void checkName(String name, String field) {
        if (name.isEmpty()) {
            throw invalid(field, "an option needs a name");
        }
        if (name.indexOf('=') >= 0) {
            throw invalid(field, "the name of an option cannot contain \"=\"");
        }
        if ("[#;".indexOf(name.charAt(0)) >= 0 || !OptionValue.strip(name).equals(name)) {
            throw invalid(
                    field, "the name of an option cannot begin with \"[\", \"#\", \";\" or white space, nor end in it");
        }
        checkLine(name, name, field);
    }

    private static String checkedValue(String name, String value, String field) {
        // A line end of another system is no content.
        String text = value.replace("\r\n", "\n");
        OptionValue.fault(text).ifPresent(fault -> {
            throw invalid(field, fault);
        });
        String canonical = OptionValue.canonical(text);
        String prefix = name + "=";
        for (String line : canonical.split("\n", -1)) {
            checkLine(prefix + line, line, field);
            prefix = "";
        }
        return canonical;
    }

    private static void checkLine(String written, String text, String field) {
        int forbidden = LineCheck.firstForbidden(text);
        if (forbidden >= 0) {
            throw invalid(field, LineCheck.forbidden(text.charAt(forbidden)));
        }
        if (LineCheck.isTooLong(written)) {
            throw invalid(field, LineCheck.tooLong());
        }
    }

    private static FlotillaException invalid(String field, String message) {
        return new FlotillaError.Invalid(message, Optional.of(field), Optional.empty()).asException();
    }
}
