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

/// `tracemap.yaml` as it stands there. Each part may be left out; each makes settings of what it says.
record ConfigurationFile(
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
        @Nullable Temporal temporal) {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationFile.class);

    private record Stages(
            @Nullable String summary,
            @Nullable String facet,
            @Nullable String label,
            @Nullable String hierarchy,
            @Nullable String audit,
            @Nullable String embedding) {
        /// An embedding model on disk is none that a provider has.
        Map<ModelStage, String> names(boolean embeddingIsLocal) {
            Map<ModelStage, String> names = new LinkedHashMap<>();
            put(names, ModelStage.SUMMARY, summary);
            put(names, ModelStage.FACET, facet);
            put(names, ModelStage.LABEL, label);
            put(names, ModelStage.HIERARCHY, hierarchy);
            put(names, ModelStage.AUDIT, audit);
            put(names, ModelStage.EMBEDDING, embeddingIsLocal ? null : embedding);
            return names;
        }

        private static void put(Map<ModelStage, String> names, ModelStage stage, @Nullable String name) {
            if (name != null) {
                names.put(stage, name);
            }
        }

        /// A path that is a folder, seen from the file; a name with a slash that is none belongs to a remote model.
        @Nullable
        Path folder(Path file) {
            if (embedding == null || !embedding.contains("/")) {
                return null;
            }
            Path path = file.toAbsolutePath().resolveSibling(embedding);
            return Files.isDirectory(path) ? path : null;
        }
    }

    private record Pace(
            @Nullable Integer concurrency,
            @Nullable Long tokensPerMinute,
            @Nullable Integer attempts,
            @Nullable Integer timeoutSeconds,
            @Nullable Integer batchFrom) {
        Limits limits() {
            Limits base = Limits.DEFAULT;
            return new Limits(
                    or(concurrency, base.concurrency()),
                    or(tokensPerMinute, base.tokensPerMinute()),
                    or(attempts, base.attempts()),
                    base.firstDelay(),
                    timeoutSeconds == null ? base.timeout() : Duration.ofSeconds(timeoutSeconds),
                    or(batchFrom, base.batchFrom()));
        }
    }

    private record Budget(@Nullable Cap run, @Nullable Cap day) {}

    private record Style(
            SummaryStyle.@Nullable Mode mode, @Nullable String instructions) {}

    private record Question(
            @Nullable String name,
            @Nullable String question,
            FacetQuestion.@Nullable Type type,
            @Nullable List<String> choices) {
        FacetQuestion asked() {
            if (name == null || question == null) {
                throw new IllegalArgumentException("a facet needs a name and a question");
            }
            return new FacetQuestion(name, question, or(type, FacetQuestion.Type.TEXT), or(choices, List.of()));
        }
    }

    private record Yardstick(
            @Nullable String name,
            @Nullable String question,
            @Nullable String scale,
            @Nullable Integer sample) {
        Rubric rubric() {
            if (name == null || question == null) {
                throw new IllegalArgumentException("a rubric needs a name and a question");
            }
            return new Rubric(
                    name,
                    question,
                    scale == null ? Rubric.Scale.BOOLEAN : Rubric.Scale.fromWire(scale),
                    or(sample, Rubric.DEFAULT_SAMPLE));
        }
    }

    private record Clock(
            @Nullable Boolean enabled,
            @Nullable Integer maxJobs,
            @Nullable Integer fewestItems,
            @Nullable Integer itemsPerHour) {
        static final Clock UNSAID = new Clock(null, null, null, null);

        Configuration.Turns turns(@Nullable Retention retention) {
            Configuration.Turns base = Configuration.Turns.DEFAULT;
            boolean work = or(enabled, true);
            Optional<Duration> keep = Optional.ofNullable(retention).map(Retention::kept);
            return new Configuration.Turns(
                    work || keep.isPresent(),
                    or(maxJobs, base.mostJobs()),
                    new Scheduler.Settings(
                            or(fewestItems, base.settings().fewest()),
                            or(itemsPerHour, base.settings().perHour()),
                            work,
                            keep));
        }
    }

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
                    or(tables, Map.of()),
                    or(only, Map.of()),
                    or(passwordVariable, "CLICKHOUSE_PASSWORD"));
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
                return new Webhook(new URI(address.strip()), or(webhookText, false));
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException("monitors.webhook is no address", e);
            }
        }
    }

    private record Temporal(
            @Nullable String target, @Nullable String namespace) {
        TemporalSettings settings() {
            if (target == null) {
                throw new IllegalArgumentException("temporal needs a target, for example temporal.example.com:7233");
            }
            return new TemporalSettings(target, or(namespace, TemporalSettings.DEFAULT_NAMESPACE));
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
                    or(items, base.items()),
                    or(users, base.users()),
                    or(tenants, base.tenants()),
                    or(user, base.user()),
                    or(tenant, base.tenant()),
                    within);
        }
    }

    private static <T> T or(@Nullable T said, T otherwise) {
        return said == null ? otherwise : said;
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
            return mapper().readValue(empty ? "{}" : text, ConfigurationFile.class)
                    .configuration(file);
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

    private Configuration configuration(Path file) {
        try {
            Path folder = models == null ? null : models.folder(file);
            return new Configuration(
                    new ModelSettings(
                            models == null ? Map.of() : models.names(folder != null),
                            limits == null ? Limits.DEFAULT : limits.limits(),
                            budget == null ? Cap.NONE : or(budget.run(), Cap.NONE),
                            budget == null ? Cap.NONE : or(budget.day(), Cap.NONE),
                            or(privacy, Privacy.PLAIN),
                            style(),
                            or(prices, Map.of()),
                            ownTraces == null ? null : ownTraces.team(),
                            redact == null ? Redactor.STANDARD : new Redactor(redact)),
                    folder,
                    judges(),
                    Toolsets.checked(or(toolsets, List.of())),
                    Teams.of(or(teams, Map.of()), System.getenv()),
                    or(schedule, Clock.UNSAID).turns(retention),
                    store == null ? null : ClickHouseAddress.parse(store),
                    thresholds == null ? null : thresholds.thresholds(),
                    or(sources, List.<Foreign>of()).stream()
                            .map(Foreign::settings)
                            .toList(),
                    monitors == null ? null : monitors.hook(System.getenv()),
                    temporal == null ? null : temporal.settings());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file.getFileName() + ": " + e.getMessage(), e);
        }
    }

    private SummaryStyle style() {
        return new SummaryStyle(
                summary == null ? SummaryStyle.DEFAULT.mode() : or(summary.mode(), SummaryStyle.DEFAULT.mode()),
                summary == null ? "" : or(summary.instructions(), ""),
                or(facets, List.<Question>of()).stream().map(Question::asked).toList());
    }

    private List<Rubric> judges() {
        List<Rubric> rubrics = or(this.rubrics, List.<Yardstick>of()).stream()
                .map(Yardstick::rubric)
                .toList();
        Set<String> names = new HashSet<>();
        for (Rubric rubric : rubrics) {
            if (!names.add(rubric.name())) {
                throw new IllegalArgumentException("there are two rubrics named " + rubric.name());
            }
        }
        return rubrics;
    }
}
