package dev.tracemap.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Fits a numbered text into a budget by showing every Nth line of its body.
final class Sampling {
    /// Name and separator stand above the notice.
    private static final int TOP = 2;

    private static final int NOTICE = 60;

    private Sampling() {}

    static NumberedText fit(List<String> lines, int headerSize, int budget) {
        if (size(lines, 0, lines.size(), 1, Integer.MAX_VALUE) <= budget) {
            return new NumberedText(lines, lines.size(), false);
        }
        int longest = Math.max(120, budget / 10);
        int header = header(lines, headerSize, budget, longest);
        long left = budget - NOTICE - size(lines, 0, header, 1, longest);
        int step = 2;
        while (step < lines.size() && size(lines, header, lines.size(), step, longest) > left) {
            step += 1 + step / 16;
        }
        return sample(lines, header, step, left, longest);
    }

    /// The header is kept, but a list of hundreds of tools may take no more than a third of the budget.
    private static int header(List<String> lines, int headerSize, int budget, int longest) {
        int kept = Math.min(TOP, headerSize);
        long size = size(lines, 0, kept, 1, longest);
        while (kept < headerSize && size <= budget / 3) {
            size += Math.min(longest, lines.get(kept).length()) + 1;
            kept++;
        }
        return kept;
    }

    private static NumberedText sample(List<String> lines, int header, int step, long left, int longest) {
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < header; i++) {
            shown.add(clip(lines.get(i), longest));
        }
        long room = left;
        for (int i = header; i < lines.size(); i += step) {
            String line = clip(lines.get(i), longest);
            room -= line.length() + 1;
            if (room >= 0) {
                shown.add(line);
            }
        }
        long percent = Math.clamp(Math.round(100.0 * shown.size() / lines.size()), 1, 99);
        String notice = String.format(Locale.ROOT, "[SAMPLED VIEW: ~%d%% of %d lines shown]", percent, lines.size());
        shown.add(Math.min(TOP, header), notice);
        return new NumberedText(shown, lines.size(), true);
    }

    private static long size(List<String> lines, int from, int to, int step, int longest) {
        long size = 0;
        for (int i = from; i < to; i += step) {
            size += Math.min(longest, lines.get(i).length()) + 1;
        }
        return size;
    }

    private static String clip(String line, int longest) {
        return line.length() <= longest ? line : Excerpt.of(line, longest - 40);
    }
}
