package dev.tracemap.server.console;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// Rows under headings, aligned, for people. Numbers stand to the right; what is too wide is cut where the
/// heading says.
public final class Table {
    private static final int GAP = 2;

    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    private record Column(String heading, boolean right, int most) {}

    /// A column of text of at most this many characters.
    public Table text(String heading, int most) {
        columns.add(new Column(heading, false, most));
        return this;
    }

    public Table number(String heading) {
        columns.add(new Column(heading, true, Integer.MAX_VALUE));
        return this;
    }

    public Table row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        List<String> row = new ArrayList<>();
        for (int at = 0; at < cells.length; at++) {
            row.add(cut(plain(cells[at]), columns.get(at).most()));
        }
        rows.add(row);
        return this;
    }

    public void print(PrintStream out) {
        print(out, columns.stream().map(Column::heading).toList());
        rows.forEach(row -> print(out, row));
    }

    private void print(PrintStream out, List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int at = 0; at < row.size(); at++) {
            String padding = " ".repeat(width(at) - length(row.get(at)));
            line.append(at == 0 ? "" : " ".repeat(GAP));
            line.append(columns.get(at).right() ? padding + row.get(at) : row.get(at) + padding);
        }
        out.println(line.toString().stripTrailing());
    }

    private int width(int column) {
        int widest = length(columns.get(column).heading());
        for (List<String> row : rows) {
            widest = Math.max(widest, length(row.get(column)));
        }
        return widest;
    }

    /// Recorded text may hold anything; a terminal must not take it for orders.
    public static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            int type = Character.getType(point);
            boolean odd = Character.isISOControl(point) || type == Character.FORMAT || type == Character.SURROGATE;
            plain.appendCodePoint(odd ? ' ' : point);
        });
        return plain.toString();
    }

    private static String cut(String text, int most) {
        return length(text) <= most ? text : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
