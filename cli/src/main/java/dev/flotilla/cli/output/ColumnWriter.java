package dev.flotilla.cli.output;

import java.util.ArrayList;
import java.util.List;

/**
 * Aligns cells as Go's {@code text/tabwriter} does with fleetctl's parameters (minimal width 0, tab stops every 8
 * columns, padding 1, padded with tabs): a column is as wide as its widest cell and one more, rounded up to a tab stop;
 * the last cell of a line is not padded.
 */
public final class ColumnWriter {
    private static final int TAB = 8;
    private static final int PADDING = 1;

    private final List<List<String>> lines = new ArrayList<>();

    /** Adds a line; each line has the same number of cells. Characters that would break a line become spaces. */
    public void line(List<String> cells) {
        lines.add(cells.stream().map(ColumnWriter::onOneLine).toList());
    }

    /** All lines, each with a line end. */
    public String text() {
        int columns = lines.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> line : lines) {
            for (int i = 0; i < line.size() - 1; i++) {
                widths[i] = Math.max(widths[i], width(line.get(i)) + PADDING);
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            for (int i = 0; i < line.size(); i++) {
                text.append(line.get(i));
                if (i < line.size() - 1) {
                    text.repeat('\t', tabs(width(line.get(i)), widths[i]));
                }
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static int tabs(int cell, int column) {
        int stop = (column + TAB - 1) / TAB * TAB;
        return (stop - cell + TAB - 1) / TAB;
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    private static String onOneLine(String cell) {
        return cell.chars().noneMatch(Character::isISOControl) ? cell : cell.replaceAll("\\p{Cntrl}+", " ");
    }
}
