package dev.tracemap.server;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tracemap.facet.FacetQuestion;
import dev.tracemap.llm.Cap;
import dev.tracemap.llm.Limits;
import dev.tracemap.llm.ModelStage;
import dev.tracemap.llm.Rate;
import dev.tracemap.privacy.Redactor;
import dev.tracemap.run.Jobs;
import dev.tracemap.run.ModelSettings;
import dev.tracemap.run.Privacy;
import dev.tracemap.run.Scheduler;
import dev.tracemap.run.Webhook;
import dev.tracemap.score.Rubric;
import dev.tracemap.server.intake.Teams;
import dev.tracemap.sharing.Thresholds;
import dev.tracemap.source.SourceSettings;
import dev.tracemap.store.ClickHouseAddress;
import dev.tracemap.summary.SummaryStyle;
import dev.tracemap.temporal.TemporalSettings;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a user has configured in `tracemap.yaml`; `docs/configuration.md` describes every key.
///
/// @param embeddingFolder a sentence-transformers model on disk to embed with, instead of the one that comes with us
/// @param schedule what happens by the clock
/// @param rubrics by which a sample of every cluster is judged
/// @param toolsets whose tools are listed too
/// @param teams whose data comes with which project key
/// @param store where everything is kept, instead of the data directory
/// @param thresholds of a shared map; absent = everything may be seen
/// @param sources databases of others from which runs may take traces
/// @param webhook that hears of alerts; absent = none does
/// @param temporal the cluster that runs are on; absent = this process does them
record Configuration(
        ModelSettings models,
        @Nullable Path embeddingFolder,
        List<Rubric> rubrics,
        List<String> toolsets,
        Teams teams,
        Turns schedule,
        @Nullable ClickHouseAddress store,
        @Nullable Thresholds thresholds,
        List<SourceSettings> sources,
        @Nullable Webhook webhook,
        @Nullable TemporalSettings temporal) {
    private static final Logger LOG = LoggerFactory.getLogger(Configuration.class);
    private static final String NAME = "tracemap.yaml";

    /// The file as it stands there. Each part may be left out.
    private record Document(
            @Nullable Stages models,
            @Nullable Pace limits,
            @Nullable Budget budget,
            @Nullable Privacy privacy,
            @Nullable List<String> redact,
            @Nullable Style summary,
            @Nullable List<Question> facets,
            @Nullable List<Yardstick> rubrics,
            @Nullable List<String> toolsets,
            @Nullable Map<String, Rate> prices,
            @Nullable Own ownTraces,
            @Nullable Map<String, Long> teams,
            @Nullable Clock schedule,
            @Nullable String store,
            @Nullable Retention retention,
            @Nullable Crowd thresholds,
            @Nullable List<Foreign> sources,
            @Nullable Watch monitors,
            @Nullable Cluster temporal) {}

    /// What happens by the clock.
    ///
    /// @param on whether anything does
    /// @param mostJobs own jobs a team may have
    record Turns(boolean on, int mostJobs, Scheduler.Settings settings) {
        static final Turns DEFAULT = new Turns(true, Jobs.DEFAULT_MOST, Scheduler.Settings.DEFAULT);
    }

    private record Clock(
            @Nullable Boolean enabled,
            @Nullable Integer maxJobs,
            @Nullable Integer fewestItems,
            @Nullable Integer itemsPerHour) {}

    private record Stages(
            @Nullable String summary,
            @Nullable String facet,
            @Nullable String label,
            @Nullable String hierarchy,
            @Nullable String audit,
            @Nullable String embedding) {}

    private record Pace(
            @Nullable Integer concurrency,
            @Nullable Long tokensPerMinute,
            @Nullable Integer attempts,
            @Nullable Integer timeoutSeconds,
            @Nullable Integer batchFrom) {}

    private record Budget(@Nullable Cap run, @Nullable Cap day) {}

    private record Style(
            SummaryStyle.@Nullable Mode mode, @Nullable String instructions) {}

    private record Question(
            @Nullable String name,
            @Nullable String question,
            FacetQuestion.@Nullable Type type,
            @Nullable List<String> choices) {}

    private record Yardstick(
            @Nullable String name,
            @Nullable String question,
            @Nullable String scale,
            @Nullable Integer sample) {}

    private record Retention(@Nullable Integer days) {
        Duration kept() {
            if (days == null || days < 1) {
                throw new IllegalArgumentException("retention takes days, a number from 1");
            }
            return Duration.ofDays(days);
        }
    }

    private record Foreign(
            @Nullable String name,
            @Nullable String url,
            @Nullable String kind,
            @Nullable Map<String, String> tables,
            @Nullable Map<String, String> only,
            @Nullable String passwordVariable) {
        SourceSettings settings() {
            if (name == null || url == null) {
                throw new IllegalArgumentException("a source needs name and url");
            }
            return new SourceSettings(
                    name,
                    ClickHouseAddress.parse(url),
                    kind == null ? SourceSettings.Kind.AUTO : SourceSettings.Kind.fromWire(kind),
                    tables == null ? Map.of() : tables,
                    only == null ? Map.of() : only,
                    passwordVariable == null ? "CLICKHOUSE_PASSWORD" : passwordVariable);
        }
    }

    private record Watch(@Nullable String webhook, @Nullable Boolean webhookText) {
        /// The address may be a secret: then it stands in the environment, and here its name after a `$`.
        @Nullable
        Webhook hook(Map<String, String> environment) {
            if (webhook == null) {
                return null;
            }
            boolean named = webhook.startsWith("$");
            String address = named ? environment.get(webhook.substring(1)) : webhook;
            if (address == null || address.isBlank()) {
                LOG.warn("monitors.webhook: the variable {} is not set, so no alert is sent", webhook.substring(1));
                return null;
            }
            try {
                return new Webhook(new URI(address.strip()), webhookText != null && webhookText);
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException("monitors.webhook is no address", e);
            }
        }
    }

    private record Cluster(
            @Nullable String target, @Nullable String namespace) {
        TemporalSettings settings() {
            if (target == null) {
                throw new IllegalArgumentException("temporal needs a target, for example temporal.example.com:7233");
            }
            return new TemporalSettings(target, namespace == null ? TemporalSettings.DEFAULT_NAMESPACE : namespace);
        }
    }

    private record Own(@Nullable Long team) {}

    private record Crowd(
            @Nullable Integer items,
            @Nullable Integer users,
            @Nullable Integer tenants,
            @Nullable String user,
            @Nullable String tenant,
            @Nullable String within) {
        Thresholds thresholds() {
            Thresholds base = Thresholds.DEFAULT;
            return new Thresholds(
                    items == null ? base.items() : items,
                    users == null ? base.users() : users,
                    tenants == null ? base.tenants() : tenants,
                    user == null ? base.user() : user,
                    tenant == null ? base.tenant() : tenant,
                    within);
        }
    }

    /// The same with another store; null = the data directory.
    Configuration keptIn(@Nullable ClickHouseAddress other) {
        return new Configuration(
                models,
                embeddingFolder,
                rubrics,
                toolsets,
                teams,
                schedule,
                other,
                thresholds,
                sources,
                webhook,
                temporal);
    }

    /// The same with runs on this cluster.
    Configuration runOn(TemporalSettings cluster) {
        return new Configuration(
                models,
                embeddingFolder,
                rubrics,
                toolsets,
                teams,
                schedule,
                store,
                thresholds,
                sources,
                webhook,
                cluster);
    }

    /// That of a data directory; all defaults where there is none.
    static Configuration in(Path directory) {
        Path file = directory.resolve(NAME);
        return Files.exists(file)
                ? read(file)
                : new Configuration(
                        ModelSettings.DEFAULT,
                        null,
                        List.of(),
                        List.of(),
                        new Teams(Map.of()),
                        Turns.DEFAULT,
                        null,
                        null,
                        List.of(),
                        null,
                        null);
    }

    /// @throws IllegalArgumentException naming the line that cannot be used, and what could stand there
    static Configuration read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("the configuration " + file + " cannot be read", e);
        }
        try {
            boolean empty = text.lines().allMatch(line -> line.isBlank() || line.startsWith("#"));
            Document document = mapper().readValue(empty ? "{}" : text, Document.class);
            return of(document, file);
        } catch (UnrecognizedPropertyException e) {
            String known = Objects.requireNonNull(e.getKnownPropertyIds()).stream()
                    .map(String::valueOf)
                    .collect(Collectors.joining(", "));
            int line = lineOf(e.getPropertyName(), text, e.getLocation());
            throw at(file, line, "'" + e.getPropertyName() + "' is not known; here there are: " + known);
        } catch (JsonMappingException e) {
            String path = e.getPath().stream()
                    .map(each -> each.getFieldName() == null ? "[" + each.getIndex() + "]" : each.getFieldName())
                    .collect(Collectors.joining("."));
            String key = path.substring(path.lastIndexOf('.') + 1);
            throw at(file, lineOf(key, text, e.getLocation()), path + ": " + firstLine(e.getOriginalMessage()));
        } catch (JsonProcessingException e) {
            throw at(
                    file,
                    e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                    "this is not YAML: " + firstLine(e.getOriginalMessage()));
        }
    }

    private static YAMLMapper mapper() {
        return YAMLMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    /// The parser is already beyond the key when it complains: the last line up to there that has it.
    private static int lineOf(String key, String text, @Nullable JsonLocation reached) {
        List<String> lines = text.lines().toList();
        Pattern written = Pattern.compile("(^|[\\s{,\"'-])" + Pattern.quote(key) + "[\"']?\\s*:");
        int last = reached == null ? lines.size() : Math.clamp(reached.getLineNr(), 1, lines.size());
        for (int line = last; line > 1; line--) {
            if (written.matcher(lines.get(line - 1)).find()) {
                return line;
            }
        }
        return 1;
    }

    private static IllegalArgumentException at(Path file, int line, String message) {
        return new IllegalArgumentException(file.getFileName() + ", line " + line + ": " + message);
    }

    private static String firstLine(@Nullable String message) {
        return String.valueOf(message)
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst("^Cannot deserialize value of type `[^`]*`", "cannot be made");
    }

    private static Configuration of(Document document, Path file) {
        try {
            Stages stages = document.models();
            String embedding = stages == null ? null : stages.embedding();
            Path folder = embedding != null && embedding.contains("/") ? folder(embedding, file) : null;
            Budget budget = document.budget();
            return new Configuration(
                    new ModelSettings(
                            models(stages, folder != null),
                            limits(document.limits()),
                            budget == null || budget.run() == null ? Cap.NONE : budget.run(),
                            budget == null || budget.day() == null ? Cap.NONE : budget.day(),
                            document.privacy() == null ? Privacy.PLAIN : document.privacy(),
                            style(document),
                            document.prices() == null ? Map.of() : document.prices(),
                            document.ownTraces() == null
                                    ? null
                                    : document.ownTraces().team(),
                            document.redact() == null ? Redactor.STANDARD : new Redactor(document.redact())),
                    folder,
                    rubrics(document.rubrics() == null ? List.of() : document.rubrics()),
                    Toolsets.checked(document.toolsets() == null ? List.of() : document.toolsets()),
                    Teams.of(document.teams() == null ? Map.of() : document.teams(), System.getenv()),
                    turns(document.schedule(), document.retention()),
                    document.store() == null ? null : ClickHouseAddress.parse(document.store()),
                    document.thresholds() == null ? null : document.thresholds().thresholds(),
                    document.sources() == null
                            ? List.of()
                            : document.sources().stream().map(Foreign::settings).toList(),
                    document.monitors() == null ? null : document.monitors().hook(System.getenv()),
                    document.temporal() == null ? null : document.temporal().settings());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file.getFileName() + ": " + e.getMessage(), e);
        }
    }

    /// A path that is a folder, seen from the file; a name with a slash that is none belongs to a remote model.
    private static @Nullable Path folder(String embedding, Path file) {
        Path path = file.toAbsolutePath().resolveSibling(embedding);
        return Files.isDirectory(path) ? path : null;
    }

    private static Map<ModelStage, String> models(@Nullable Stages stages, boolean embeddingIsLocal) {
        Map<ModelStage, String> models = new LinkedHashMap<>();
        if (stages != null) {
            put(models, ModelStage.SUMMARY, stages.summary());
            put(models, ModelStage.FACET, stages.facet());
            put(models, ModelStage.LABEL, stages.label());
            put(models, ModelStage.HIERARCHY, stages.hierarchy());
            put(models, ModelStage.AUDIT, stages.audit());
            put(models, ModelStage.EMBEDDING, embeddingIsLocal ? null : stages.embedding());
        }
        return models;
    }

    private static void put(Map<ModelStage, String> models, ModelStage stage, @Nullable String name) {
        if (name != null) {
            models.put(stage, name);
        }
    }

    private static Limits limits(@Nullable Pace pace) {
        Limits base = Limits.DEFAULT;
        if (pace == null) {
            return base;
        }
        return new Limits(
                pace.concurrency() == null ? base.concurrency() : pace.concurrency(),
                pace.tokensPerMinute() == null ? base.tokensPerMinute() : pace.tokensPerMinute(),
                pace.attempts() == null ? base.attempts() : pace.attempts(),
                base.firstDelay(),
                pace.timeoutSeconds() == null ? base.timeout() : Duration.ofSeconds(pace.timeoutSeconds()),
                pace.batchFrom() == null ? base.batchFrom() : pace.batchFrom());
    }

    private static Turns turns(@Nullable Clock given, @Nullable Retention retention) {
        Turns base = Turns.DEFAULT;
        Clock clock = given == null ? new Clock(null, null, null, null) : given;
        boolean work = clock.enabled() == null || clock.enabled();
        Optional<Duration> keep = Optional.ofNullable(retention).map(Retention::kept);
        return new Turns(
                work || keep.isPresent(),
                clock.maxJobs() == null ? base.mostJobs() : clock.maxJobs(),
                new Scheduler.Settings(
                        clock.fewestItems() == null ? base.settings().fewest() : clock.fewestItems(),
                        clock.itemsPerHour() == null ? base.settings().perHour() : clock.itemsPerHour(),
                        work,
                        keep));
    }

    private static SummaryStyle style(Document document) {
        Style style = document.summary();
        SummaryStyle.Mode mode = style == null || style.mode() == null ? SummaryStyle.DEFAULT.mode() : style.mode();
        String instructions = style == null || style.instructions() == null ? "" : style.instructions();
        List<Question> own = document.facets() == null ? List.of() : document.facets();
        return new SummaryStyle(
                mode, instructions, own.stream().map(Configuration::question).toList());
    }

    private static FacetQuestion question(Question given) {
        String name = given.name();
        String question = given.question();
        if (name == null || question == null) {
            throw new IllegalArgumentException("a facet needs a name and a question");
        }
        FacetQuestion.Type type = given.type() == null ? FacetQuestion.Type.TEXT : given.type();
        return new FacetQuestion(name, question, type, given.choices() == null ? List.of() : given.choices());
    }

    private static List<Rubric> rubrics(List<Yardstick> given) {
        List<Rubric> rubrics = given.stream().map(Configuration::rubric).toList();
        Set<String> names = new HashSet<>();
        for (Rubric rubric : rubrics) {
            if (!names.add(rubric.name())) {
                throw new IllegalArgumentException("there are two rubrics named " + rubric.name());
            }
        }
        return rubrics;
    }

    private static Rubric rubric(Yardstick given) {
        String name = given.name();
        String question = given.question();
        if (name == null || question == null) {
            throw new IllegalArgumentException("a rubric needs a name and a question");
        }
        return new Rubric(
                name,
                question,
                given.scale() == null ? Rubric.Scale.BOOLEAN : Rubric.Scale.fromWire(given.scale()),
                given.sample() == null ? Rubric.DEFAULT_SAMPLE : given.sample());
    }
}
