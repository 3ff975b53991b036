package dev.tracemap.label;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.llm.ChatAnswer;
import dev.tracemap.llm.ChatMessage;
import dev.tracemap.llm.ChatModel;
import dev.tracemap.llm.ChatRequest;
import dev.tracemap.llm.ModelFailure;
import dev.tracemap.llm.ToolCall;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Has a chat model name the clusters of a run. The model looks around with tools and sets labels, first all of them
/// in bulk, then again where a closer look helps. Whatever ends it, the labels set so far stay, and
/// [KeyPhraseLabels] names the rest.
public final class LabellingAgent {
    /// So often in a row a model may fail a step, or answer without calling a tool.
    private static final int PATIENCE = 2;

    private final ChatModel model;
    private final LabelLimits limits;
    private final InstantSource clock;

    public LabellingAgent(ChatModel model, LabelLimits limits, InstantSource clock) {
        this.model = model;
        this.limits = limits;
        this.clock = clock;
    }

    /// @param clusters all of a run, noise included when there is any
    /// @param earlier what a former process handed to its `checkpoint` last; that about other clusters is ignored
    /// @param checkpoint is given after each step what has to be kept to go on after a crash; may throw to end the
    ///     work
    public LabelOutcome label(List<Portrait> clusters, Optional<ObjectNode> earlier, Consumer<ObjectNode> checkpoint) {
        Map<Integer, Label> keyPhrases = KeyPhraseLabels.of(clusters);
        if (clusters.stream().allMatch(cluster -> cluster.id() == Portrait.NOISE)) {
            return LabelOutcome.offline(keyPhrases);
        }
        String of = fingerprint(clusters);
        LabelProgress start = earlier.map(LabelProgress::parse)
                .filter(progress -> progress.of().equals(of))
                .orElseGet(() ->
                        new LabelProgress(of, LabelPrompt.opening(clusters.size()), Map.of(), 0, 0, false, false));
        Session session = new Session(clusters, start, checkpoint);
        String stopped = session.work();
        Map<Integer, Label> labels = Distinct.merge(clusters, session.desk.labels(), keyPhrases);
        int byAgent = (int) session.desk.labels().entrySet().stream()
                .filter(entry -> entry.getValue().equals(labels.get(entry.getKey())))
                .count();
        return new LabelOutcome(labels, byAgent, session.steps, session.tokens, stopped);
    }

    /// Progress with other clusters, or with another model, is of no use.
    private String fingerprint(List<Portrait> clusters) {
        StringBuilder all = new StringBuilder(model.name()).append(LabelPrompt.VERSION);
        for (Portrait cluster : clusters) {
            all.append('\n').append(cluster.id());
            cluster.members()
                    .forEach(member ->
                            all.append('\n').append(member.summary().title()).append(member.facets()));
        }
        return UUID.nameUUIDFromBytes(all.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /// One conversation.
    private final class Session {
        private final String of;
        private final int clusterCount;
        private final LabelDesk desk;
        private final Consumer<ObjectNode> checkpoint;
        private final List<ChatMessage> messages;
        private int steps;
        private long tokens;
        private boolean refining;

        Session(List<Portrait> clusters, LabelProgress start, Consumer<ObjectNode> checkpoint) {
            this.of = start.of();
            this.clusterCount = clusters.size();
            this.desk = new LabelDesk(clusters, start.labels(), start.askedAgain(), start.finished());
            this.checkpoint = checkpoint;
            this.messages = new ArrayList<>(start.messages());
            this.steps = start.steps();
            this.tokens = start.tokens();
            this.refining = messages.contains(LabelPrompt.REFINE);
        }

        /// @return why it ended before its time, or null
        @Nullable
        String work() {
            Instant begin = clock.instant();
            int silent = 0;
            while (!desk.finished()) {
                String over = over(begin);
                if (over != null) {
                    return over;
                }
                ChatAnswer answer;
                try {
                    answer = ask();
                } catch (ModelFailure e) {
                    return String.valueOf(e.getMessage());
                }
                silent = answer.toolCalls().isEmpty() ? silent + 1 : 0;
                if (silent > PATIENCE) {
                    return "it stopped calling tools";
                }
                take(answer);
                checkpoint.accept(new LabelProgress(
                                of, messages, desk.labels(), steps, tokens, desk.askedAgain(), desk.finished())
                        .toJson());
            }
            return null;
        }

        private @Nullable String over(Instant begin) {
            if (steps >= limits.steps()) {
                return "it used up its " + limits.steps() + " steps";
            }
            if (tokens >= limits.tokens()) {
                return "it used up its " + limits.tokens() + " tokens";
            }
            boolean late = !clock.instant().isBefore(begin.plus(limits.time()));
            return late ? "it used up its " + limits.time().toSeconds() + " seconds" : null;
        }

        /// A call that failed for itself may be made again: nothing is lost by it but time.
        private ChatAnswer ask() {
            ChatRequest request = new ChatRequest(messages, LabelToolSpecs.ALL, LabelPrompt.outputTokens(clusterCount));
            for (int failed = 1; ; failed++) {
                try {
                    return model.ask(request);
                } catch (ModelFailure e) {
                    if (e.reason() != ModelFailure.Reason.CALL || failed >= PATIENCE) {
                        throw e;
                    }
                }
            }
        }

        private void take(ChatAnswer answer) {
            steps++;
            tokens += answer.tokens().total();
            messages.add(answer.asMessage());
            for (ToolCall call : answer.toolCalls()) {
                messages.add(new ChatMessage.ToolResult(call.id(), desk.carryOut(call)));
            }
            if (desk.finished()) {
                return;
            }
            boolean bulkIsOver = desk.missing().isEmpty() || steps >= limits.steps() / 2;
            if (!refining && bulkIsOver) {
                refining = true;
                messages.add(LabelPrompt.REFINE);
            } else if (steps >= limits.steps() - PATIENCE && desk.hasFaults() && !desk.askedAgain()) {
                desk.askAgain();
                messages.add(LabelPrompt.LAST_ROUND);
            } else if (answer.toolCalls().isEmpty()) {
                messages.add(LabelPrompt.GO_ON);
            }
        }
    }
}
