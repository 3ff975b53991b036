package dev.tracemap.server.page;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;

/// The items of a run as columns, seventeen bytes an item, in the order of the memberships.
///
/// A block holds, for so many items and in little-endian order: cost and latency (float, not a number where
/// absent), x, y (16 bits over the plane's square), cluster (16 bits, -1 is noise), time (16 bits over the run's span),
/// and a mark: the top bit is set where the item has an error, the others number its model.
///
/// @param models by number; [#NO_MODEL] stands for none and for those beyond the first 126
record Points(
        float[] cost,
        float[] latency,
        short[] x,
        short[] y,
        short[] cluster,
        short[] time,
        byte[] mark,
        Plane plane,
        long firstMs,
        long lastMs,
        List<String> models) {
    static final int BLOCK = 20_000;
    static final int NO_MODEL = 127;
    static final int ITEM_BYTES = 17;

    /// The square that the positions are counted in.
    record Plane(double left, double bottom, double side) {
        short x(double value) {
            return unit(value - left);
        }

        short y(double value) {
            return unit(value - bottom);
        }

        private short unit(double offset) {
            return (short) Math.round(Math.clamp(offset / side, 0, 1) * 65_535);
        }
    }

    int items() {
        return x.length;
    }

    /// @param block items in each block
    ObjectNode header(int block) {
        ObjectNode header = JsonNodeFactory.instance.objectNode();
        header.put("items", items()).put("block_items", block);
        header.putArray("plane").add(plane.left()).add(plane.bottom()).add(plane.side());
        header.putArray("time").add(firstMs).add(lastMs);
        models.forEach(header.putArray("models")::add);
        return header;
    }

    /// @return the block in Base64; empty behind the end
    String block(int from, int size) {
        int to = Math.min(items(), from + size);
        if (from < 0 || from >= to) {
            return "";
        }
        ByteBuffer bytes = ByteBuffer.allocate((to - from) * ITEM_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] column : List.of(cost, latency)) {
            bytes.asFloatBuffer().put(column, from, to - from);
            bytes.position(bytes.position() + 4 * (to - from));
        }
        for (short[] column : List.of(x, y, cluster, time)) {
            bytes.asShortBuffer().put(column, from, to - from);
            bytes.position(bytes.position() + 2 * (to - from));
        }
        bytes.put(mark, from, to - from);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
