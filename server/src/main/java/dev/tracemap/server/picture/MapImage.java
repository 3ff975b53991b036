package dev.tracemap.server.picture;

import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.font.GlyphVector;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;

/// The map of a run as PNG, for readers of images. The same drawing as [MapPicture], with twice the pixels.
public final class MapImage {
    private static final double SCALE = 2;

    private final Graphics2D pen;

    private MapImage(Graphics2D pen) {
        this.pen = pen;
    }

    /// @param clusters of the run, noise included
    /// @param items every membership of the run
    public static byte[] png(RunRecord run, List<ClusterRecord> clusters, List<Membership> items) {
        System.setProperty("java.awt.headless", "true");
        BufferedImage image = new BufferedImage(
                (int) (MapPicture.WIDTH * SCALE), (int) (MapPicture.HEIGHT * SCALE), BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.scale(SCALE, SCALE);
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        new MapImage(pen).draw(new MapDrawing(clusters, items), run);
        pen.dispose();
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.write(image, "png", bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void draw(MapDrawing drawing, RunRecord run) {
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, MapPicture.WIDTH, MapPicture.HEIGHT);
        pen.setColor(Color.decode("#222222"));
        pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 20));
        pen.drawString(MapDrawing.headline(run), MapDrawing.MARGIN, 36);
        drawing.crosses().forEach(this::cross);
        drawing.dots().forEach(this::dot);
        drawing.names().forEach(this::name);
    }

    private void cross(MapDrawing.Mark mark) {
        pen.setColor(Color.decode(mark.color()));
        pen.setStroke(new BasicStroke(0.8f));
        pen.draw(new Line2D.Double(mark.x() - 2, mark.y() - 2, mark.x() + 2, mark.y() + 2));
        pen.draw(new Line2D.Double(mark.x() - 2, mark.y() + 2, mark.x() + 2, mark.y() - 2));
    }

    private void dot(MapDrawing.Mark mark) {
        Color color = Color.decode(mark.color());
        pen.setColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), 166));
        pen.fill(new Ellipse2D.Double(mark.x() - 2.6, mark.y() - 2.6, 5.2, 5.2));
    }

    /// Letters on a light rim, so that dots beneath do not disturb them.
    private void name(MapDrawing.Name name) {
        Font font = new Font(Font.SANS_SERIF, Font.BOLD, Placement.FONT);
        GlyphVector glyphs = font.createGlyphVector(pen.getFontRenderContext(), name.text());
        double width = glyphs.getLogicalBounds().getWidth();
        double squeezed = Math.min(1, (name.box().right() - name.box().left()) / width);
        Graphics2D place = (Graphics2D) pen.create();
        place.translate(name.box().centerX() - width * squeezed / 2, name.box().baseline());
        place.scale(squeezed, 1);
        Shape outline = glyphs.getOutline();
        place.setColor(Color.WHITE);
        place.setStroke(new BasicStroke(4, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        place.draw(outline);
        place.setColor(Color.decode(name.color()));
        place.fill(outline);
        place.dispose();
    }
}
