package dev.tracemap.run;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.cluster.Assignment;
import dev.tracemap.cluster.Clustering;
import dev.tracemap.cluster.Matrix;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A clustering as it is kept between stages: to the bit, but for the time it took.
final class ClusteringOutcome {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NOBODY = -1;

    private ClusteringOutcome() {}

    static ObjectNode write(Clustering clustering) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("assignments", Packing.pack(out -> writeAssignments(out, clustering.assignments())));
        json.put("groups", Packing.pack(out -> writeGroups(out, clustering.groups())));
        json.put("layers", Packing.pack(out -> writeLayers(out, clustering.layers())));
        json.put(
                "positions",
                Packing.pack(
                        out -> Packing.writeFloats(out, clustering.positions().values())));
        json.put("columns", clustering.positions().columns());
        json.set("chosen", JSON.valueToTree(clustering.chosen()));
        ArrayNode warnings = json.putArray("warnings");
        clustering.warnings().forEach(warnings::add);
        return json;
    }

    static Clustering read(JsonNode json) {
        List<String> warnings = new ArrayList<>();
        json.path("warnings").forEach(warning -> warnings.add(warning.asText()));
        float[] positions = Packing.unpack(json.path("positions"), Packing::readFloats);
        int columns = json.path("columns").asInt();
        Map<String, Object> chosen =
                JSON.convertValue(json.path("chosen"), new TypeReference<LinkedHashMap<String, Object>>() {});
        return new Clustering(
                Packing.unpack(json.path("assignments"), ClusteringOutcome::readAssignments),
                Packing.unpack(json.path("groups"), ClusteringOutcome::readGroups),
                new Matrix(positions.length / columns, columns, positions),
                Packing.unpack(json.path("layers"), ClusteringOutcome::readLayers),
                chosen,
                Map.of(),
                warnings);
    }

    private static void writeAssignments(DataOutputStream out, List<Assignment> assignments) throws IOException {
        out.writeInt(assignments.size());
        for (Assignment assignment : assignments) {
            switch (assignment) {
                case Assignment.Member member -> {
                    out.writeInt(member.cluster());
                    out.writeFloat(member.probability());
                    out.writeFloat(member.distanceToCentroid());
                    out.writeInt(member.rank());
                }
                case Assignment.Noise noise -> {
                    out.writeInt(NOBODY);
                    out.writeFloat(noise.outlierScore());
                }
            }
            Assignment.Second second = assignment.second();
            out.writeInt(second == null ? NOBODY : second.cluster());
            out.writeFloat(second == null ? 0 : second.probability());
        }
    }

    private static List<Assignment> readAssignments(DataInputStream in) throws IOException {
        int rows = in.readInt();
        List<Assignment> assignments = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            int cluster = in.readInt();
            float figure = in.readFloat();
            if (cluster == NOBODY) {
                assignments.add(new Assignment.Noise(figure, readSecond(in)));
            } else {
                float distance = in.readFloat();
                int rank = in.readInt();
                assignments.add(new Assignment.Member(cluster, figure, distance, rank, readSecond(in)));
            }
        }
        return assignments;
    }

    private static Assignment.@Nullable Second readSecond(DataInputStream in) throws IOException {
        int cluster = in.readInt();
        float probability = in.readFloat();
        return cluster == NOBODY ? null : new Assignment.Second(cluster, probability);
    }

    private static void writeGroups(DataOutputStream out, List<Clustering.Group> groups) throws IOException {
        out.writeInt(groups.size());
        for (Clustering.Group group : groups) {
            out.writeInt(group.id());
            out.writeInt(group.size());
            Packing.writeFloats(out, group.centroid());
            out.writeFloat(group.x());
            out.writeFloat(group.y());
            Packing.writeInts(
                    out, group.exemplars().stream().mapToInt(Integer::intValue).toArray());
            out.writeDouble(group.persistence());
            out.writeDouble(group.cosineVariance());
            out.writeBoolean(group.broad());
        }
    }

    private static List<Clustering.Group> readGroups(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<Clustering.Group> groups = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int id = in.readInt();
            int size = in.readInt();
            float[] centroid = Packing.readFloats(in);
            float x = in.readFloat();
            float y = in.readFloat();
            List<Integer> exemplars =
                    Arrays.stream(Packing.readInts(in)).boxed().toList();
            groups.add(new Clustering.Group(
                    id, size, centroid, x, y, exemplars, in.readDouble(), in.readDouble(), in.readBoolean()));
        }
        return groups;
    }

    private static void writeLayers(DataOutputStream out, List<Clustering.Layer> layers) throws IOException {
        out.writeInt(layers.size());
        for (Clustering.Layer layer : layers) {
            Packing.writeInts(out, layer.labels());
            out.writeInt(layer.clusters());
            out.writeDouble(layer.persistence());
            out.writeBoolean(layer.isDefault());
        }
    }

    private static List<Clustering.Layer> readLayers(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<Clustering.Layer> layers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            layers.add(new Clustering.Layer(Packing.readInts(in), in.readInt(), in.readDouble(), in.readBoolean()));
        }
        return layers;
    }
}
