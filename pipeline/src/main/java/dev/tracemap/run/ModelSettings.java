package dev.tracemap.run;

import dev.tracemap.llm.Cap;
import dev.tracemap.llm.Limits;
import dev.tracemap.llm.ModelStage;
import dev.tracemap.llm.Rate;
import dev.tracemap.privacy.Redactor;
import dev.tracemap.summary.SummaryStyle;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What can be configured about models.
///
/// @param models by stage; a stage that is not named has its default, embedding has none
/// @param perDay of all work together, days in UTC
/// @param prices of models that the price table does not know, or knows otherwise
/// @param ownTracesTeam the team under which our own model calls are kept as traces; absent = not kept
/// @param redactor what privacy `redact` replaces
/// @param audited whether a model looks through all names for people, because others will see them
public record ModelSettings(
        Map<ModelStage, String> models,
        Limits limits,
        Cap perRun,
        Cap perDay,
        Privacy privacy,
        SummaryStyle summary,
        Map<String, Rate> prices,
        @Nullable Long ownTracesTeam,
        Redactor redactor,
        boolean audited) {
    /// Cheap for what is asked once per item, better for what is asked once per cluster.
    private static final Map<ModelStage, String> DEFAULT_MODELS = Map.of(
            ModelStage.SUMMARY, "gpt-4.1-mini",
            ModelStage.LABEL, "gpt-4.1",
            ModelStage.HIERARCHY, "gpt-4.1",
            ModelStage.AUDIT, "gpt-4.1-mini");

    public static final ModelSettings DEFAULT = new ModelSettings(
            Map.of(), Limits.DEFAULT, Cap.NONE, Cap.NONE, Privacy.PLAIN, SummaryStyle.DEFAULT, Map.of(), null);

    public ModelSettings {
        models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
        prices = Collections.unmodifiableMap(new LinkedHashMap<>(prices));
    }

    /// For those who may see everything.
    public ModelSettings(
            Map<ModelStage, String> models,
            Limits limits,
            Cap perRun,
            Cap perDay,
            Privacy privacy,
            SummaryStyle summary,
            Map<String, Rate> prices,
            @Nullable Long ownTracesTeam,
            Redactor redactor) {
        this(models, limits, perRun, perDay, privacy, summary, prices, ownTracesTeam, redactor, false);
    }

    /// Without patterns of the user's own.
    public ModelSettings(
            Map<ModelStage, String> models,
            Limits limits,
            Cap perRun,
            Cap perDay,
            Privacy privacy,
            SummaryStyle summary,
            Map<String, Rate> prices,
            @Nullable Long ownTracesTeam) {
        this(models, limits, perRun, perDay, privacy, summary, prices, ownTracesTeam, Redactor.STANDARD);
    }

    /// These, with what one run wishes of its summaries.
    ModelSettings with(SummaryStyle.@Nullable Wish wish) {
        return wish == null
                ? this
                : new ModelSettings(
                        models,
                        limits,
                        perRun,
                        perDay,
                        privacy,
                        summary.with(wish),
                        prices,
                        ownTracesTeam,
                        redactor,
                        audited);
    }

    /// These, for a map that others will see.
    public ModelSettings forOthers() {
        return new ModelSettings(
                models, limits, perRun, perDay, privacy, summary, prices, ownTracesTeam, redactor, true);
    }

    /// Who judges by rubrics: the model named for audits, else for facets, else the one for summaries.
    @Nullable
    String judge() {
        String audit = models.get(ModelStage.AUDIT);
        String facet = models.get(ModelStage.FACET);
        return audit != null ? audit : facet != null ? facet : model(ModelStage.SUMMARY);
    }

    /// The model of a stage; of embedding and facets, absent unless named: they are made in process, and together
    /// with the summary.
    public @Nullable String model(ModelStage stage) {
        String named = models.get(stage);
        return named != null ? named : DEFAULT_MODELS.get(stage);
    }
}
