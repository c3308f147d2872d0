package dev.flotilla.model.unit;

import dev.flotilla.model.error.FlotillaError;
import dev.flotilla.model.error.FlotillaException;
import dev.flotilla.model.error.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one unit file, line by line; used once. The syntax is systemd.syntax(7) as far as a unit file can have it. */
final class UnitFileReader {
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private record Placed(UnitOption option, Position position) {}

    private final String source;
    private final String[] lines;
    private final Map<String, List<Placed>> sections = new LinkedHashMap<>();
    private String section = "";
    /** Index of the line to read next. */
    private int next;

    UnitFileReader(String source, String text) {
        OptionCheck.checkSize(LineCheck.bytes(text));
        this.source = source;
        String content = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        this.lines = content.split("\n", -1);
    }

    ParsedUnit read() {
        while (next < lines.length) {
            int number = next;
            String line = nextLine();
            String text = OptionValue.strip(line);
            if (text.isEmpty() || OptionValue.isComment(line)) {
                continue;
            }
            if (text.charAt(0) == '[') {
                readHeader(line, number);
            } else {
                readOption(line, number);
            }
        }
        List<Placed> all = sections.values().stream().flatMap(List::stream).toList();
        return new ParsedUnit(
                new UnitFile(all.stream().map(Placed::option).toList()),
                all.stream().map(Placed::position).toList());
    }

    private String nextLine() {
        String line = lines[next];
        if (line.endsWith("\r")) {
            line = line.substring(0, line.length() - 1);
        }
        int forbidden = LineCheck.firstForbidden(line);
        if (forbidden >= 0) {
            throw invalid(next, forbidden, LineCheck.forbidden(line.charAt(forbidden)));
        }
        if (LineCheck.isTooLong(line)) {
            throw invalid(next, 0, LineCheck.tooLong());
        }
        next++;
        return line;
    }

    private void readHeader(String line, int number) {
        int open = line.indexOf('[');
        int close = line.indexOf(']', open);
        if (close < 0) {
            throw invalid(number, open, "unable to find end of section: \"]\" is missing");
        }
        String rest = line.substring(close + 1);
        if (!OptionValue.strip(rest).isEmpty()) {
            throw invalid(
                    number,
                    line.length() - rest.length() + indent(rest),
                    "found " + Printable.quoted(OptionValue.strip(rest)) + " after the section's name");
        }
        section = line.substring(open + 1, close);
        if (section.isEmpty()) {
            throw invalid(number, open, "a section needs a name");
        }
    }

    private void readOption(String line, int number) {
        int start = indent(line);
        if (section.isEmpty()) {
            throw invalid(number, start, "content before the first section: a unit file begins with a [Section]");
        }
        int equals = line.indexOf('=');
        if (equals < 0) {
            throw invalid(number, start, "missing \"=\": a line is a [Section], Name=value or a # comment");
        }
        String name = OptionValue.strip(line.substring(0, equals));
        if (name.isEmpty()) {
            throw invalid(number, equals, "an option needs a name before the \"=\"");
        }
        String value = readValue(line.substring(equals + 1), number, equals + 1);
        sections.computeIfAbsent(section, s -> new ArrayList<>())
                .add(new Placed(new UnitOption(section, name, value), at(number, start)));
    }

    private String readValue(String first, int number, int column) {
        StringBuilder value = new StringBuilder(first);
        String line = first;
        boolean comment = false;
        while ((comment || OptionValue.continues(line)) && next < lines.length) {
            line = nextLine();
            comment = OptionValue.isComment(line);
            value.append('\n').append(line);
        }
        int lastLine = next - 1;
        int lastColumn = lastLine == number ? column + line.length() - 1 : Math.max(0, line.length() - 1);
        OptionValue.fault(value.toString()).ifPresent(fault -> {
            throw invalid(lastLine, Math.max(0, lastColumn), fault);
        });
        return OptionValue.canonical(value.toString());
    }

    private static int indent(String line) {
        int start = 0;
        while (start < line.length() && OptionValue.isBlank(line.charAt(start))) {
            start++;
        }
        return start;
    }

    private Position at(int line, int column) {
        return new Position(source, line + 1, column + 1);
    }

    private FlotillaException invalid(int line, int column, String message) {
        return new FlotillaError.Invalid(message, Optional.empty(), Optional.of(at(line, column))).asException();
    }
}
