package dev.tracemap.server.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds places for names so that none covers another and all stay inside the picture.
final class Placement {
    static final int FONT = 14;
    /// A wide letter of the font; names are measured on the safe side, since the reader's font is not known.
    private static final double LETTER = FONT * 0.66;

    private static final double LINE = FONT * 1.3;
    private static final int RINGS = 8;

    private final double width;
    private final double height;
    private final double top;
    private final List<Box> taken = new ArrayList<>();

    record Box(double left, double top, double right, double bottom) {
        double centerX() {
            return (left + right) / 2;
        }

        double baseline() {
            return bottom - FONT * 0.35;
        }

        boolean meets(Box other) {
            return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
        }
    }

    Placement(double width, double height, double top) {
        this.width = width;
        this.height = height;
        this.top = top;
    }

    /// Tries the centre first, then rings around it.
    Optional<Box> place(double x, double y, String name) {
        double half = name.length() * LETTER / 2;
        for (int ring = 0; ring <= RINGS; ring++) {
            for (int direction = 0; direction < (ring == 0 ? 1 : 8); direction++) {
                double angle = Math.PI / 4 * direction - Math.PI / 2;
                double atX = Math.clamp(
                        x + Math.cos(angle) * ring * LINE * 2, half + 4, Math.max(half + 4, width - half - 4));
                double atY = y + Math.sin(angle) * ring * LINE;
                Box box = new Box(atX - half, atY - LINE / 2, atX + half, atY + LINE / 2);
                if (box.top() >= top && box.bottom() <= height && taken.stream().noneMatch(box::meets)) {
                    taken.add(box);
                    return Optional.of(box);
                }
            }
        }
        return Optional.empty();
    }
}
