package dev.tracemap.server.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tracemap.metrics.ClusterMetrics;
import dev.tracemap.metrics.ItemMeasures;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.trace.Level;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class MapPictureTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    @Test
    void everyItemIsAMarkAndNoiseIsACross() throws Exception {
        Document svg = parse(draw("Refunds"));
        assertEquals(2, svg.getElementsByTagName("circle").getLength());
        assertEquals(1, svg.getElementsByTagName("path").getLength());
        assertTrue(svg.getDocumentElement().getTextContent().contains("3 traces in 1 clusters, 33% outliers"));
    }

    @Test
    void textFromTracesStaysText() throws Exception {
        String picture = draw("<script>alert(1)</script> & \u0000\u001b");
        Document svg = parse(picture);
        assertEquals(0, svg.getElementsByTagName("script").getLength());
        assertFalse(picture.contains("<script"));
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static String draw(String title) {
        RunRecord run = new RunRecord(
                        "r",
                        1,
                        Level.TRACE,
                        null,
                        null,
                        RunRecord.Status.QUEUED,
                        "queued",
                        0,
                        1,
                        NOW,
                        null,
                        NOW,
                        NOW,
                        JsonNodeFactory.instance.objectNode(),
                        0,
                        0,
                        0,
                        0,
                        List.of(),
                        null)
                .completed(NOW, JsonNodeFactory.instance.objectNode(), 3, 1, 1, 1, List.of());
        ClusterMetrics metrics = ClusterMetrics.of(List.of(new ItemMeasures(null, null, null, null, false, 0, 0)), 3);
        return MapPicture.svg(
                run,
                List.of(new ClusterRecord("r", 0, 2, title, "", new float[0], 1, 1, 1, List.of(), Map.of(), metrics)),
                List.of(place(0, 0), place(0, 2), place(-1, 5)));
    }

    private static Membership place(int cluster, double at) {
        return new Membership("i" + at, "i" + at, cluster, null, null, null, null, null, at, at, "x", NOW, List.of());
    }
}
