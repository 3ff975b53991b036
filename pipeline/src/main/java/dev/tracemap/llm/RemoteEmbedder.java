package dev.tracemap.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// An embedding model behind OpenAI's embeddings API or a compatible server.
public final class RemoteEmbedder implements EmbeddingModel {
    private static final int TEXTS_PER_CALL = 64;

    /// What the common models take is 8,192 tokens; dense text has less than three characters a token.
    private static final int LONGEST_TEXT = 20_000;

    private final String name;
    private final ModelLine line;
    private final Spending spending;
    private final UnaryOperator<String> outgoing;

    /// @param outgoing goes over every text that leaves
    public RemoteEmbedder(String name, ModelLine line, Spending spending, UnaryOperator<String> outgoing) {
        this.name = name;
        this.line = line;
        this.spending = spending;
        this.outgoing = outgoing;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int textsPerCall() {
        return TEXTS_PER_CALL;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", name);
        for (String text : texts) {
            body.withArrayProperty("input").add(shortened(outgoing.apply(text)));
        }
        body.put("encoding_format", "float");
        long chars = body.toString().length();
        TokenUse most = new TokenUse(spending.tokensOf(name, chars), 0);
        Spending.Open call = spending.begin(ModelStage.EMBEDDING, name, chars, most);
        TokenUse used = TokenUse.NONE;
        int attempts = 0;
        @Nullable String failure = "interrupted";
        try {
            ModelLine.Reply reply = line.embed(body, most.total());
            used = ChatBody.tokens(reply.json().path("usage"), most);
            attempts = reply.attempts();
            List<float[]> vectors = vectors(reply.json().path("data"), texts.size());
            failure = null;
            return vectors;
        } catch (ModelLine.NotAccepted e) {
            failure = e.getMessage();
            throw new ModelFailure(ModelFailure.Reason.UNAVAILABLE, name + ": " + e.getMessage());
        } catch (ModelFailure e) {
            failure = e.getMessage();
            throw e;
        } finally {
            spending.end(call, used, attempts, failure);
        }
    }

    /// After the other changes: half a secret is not recognised as one.
    private static String shortened(String text) {
        return text.substring(0, Math.min(text.length(), LONGEST_TEXT));
    }

    /// By index, because nothing promises the order of the texts.
    private List<float[]> vectors(JsonNode data, int texts) {
        float[][] vectors = new float[texts][];
        for (JsonNode one : data) {
            int index = one.path("index").asInt(-1);
            if (index >= 0 && index < texts) {
                vectors[index] = unit(one.path("embedding"));
            }
        }
        int columns = vectors[0] == null ? 0 : vectors[0].length;
        for (float[] vector : vectors) {
            if (vector == null || vector.length == 0 || vector.length != columns) {
                throw new ModelFailure(
                        ModelFailure.Reason.UNAVAILABLE, name + " did not give each text a vector of the same length");
            }
        }
        return new ArrayList<>(Arrays.asList(vectors));
    }

    private static float[] unit(JsonNode numbers) {
        double square = 0;
        for (JsonNode number : numbers) {
            square += number.doubleValue() * number.doubleValue();
        }
        double scale = square > 0 ? 1 / Math.sqrt(square) : 0;
        float[] unit = new float[numbers.size()];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (numbers.get(i).doubleValue() * scale);
        }
        return unit;
    }
}
