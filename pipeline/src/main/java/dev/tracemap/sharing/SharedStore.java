package dev.tracemap.sharing;

import dev.tracemap.privacy.Redactor;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.SqlRefused;
import dev.tracemap.store.Store;
import dev.tracemap.summary.ExtractiveSummarizer;
import dev.tracemap.summary.Summary;
import dev.tracemap.trace.Level;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A store as it may be read where a map is shared. Runs and clusters are answered as [SharedRun] allows; every other
/// question, also one that this class has never heard of, is answered with nothing, and nothing can be written.
public final class SharedStore {
    /// What tells nothing about anybody.
    private static final Set<String> OPEN = Set.of("schema", "teams", "close");

    private static final int REMEMBERED = 300;

    private final Store store;
    private final Thresholds least;
    private final Redactor redactor;
    private final Map<String, SharedRun> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SharedRun> eldest) {
            return size() > REMEMBERED;
        }
    };

    private SharedStore(Store store, Thresholds least, Redactor redactor) {
        this.store = store;
        this.least = least;
        this.redactor = redactor;
    }

    public static Store over(Store store, Thresholds least, Redactor redactor) {
        SharedStore shared = new SharedStore(store, least, redactor);
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (_, method, arguments) -> shared.answer(method, arguments == null ? new Object[0] : arguments));
    }

    /// A run that is at work, or has ended without a result, as it may be shown.
    public static RunRecord unfinished(RunRecord run) {
        return SharedRun.unfinished(run);
    }

    private @Nullable Object answer(Method method, Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "run" ->
                store.run((Long) arguments[0], (String) arguments[1])
                        .filter(this::open)
                        .map(this::shown);
            case "runs" ->
                store.runs((Long) arguments[0], (Integer) arguments[1]).stream()
                        .filter(this::open)
                        .map(this::shown)
                        .toList();
            case "clusters" ->
                complete((String) arguments[0]).map(SharedRun::clusters).orElse(List.of());
            case "hierarchy" ->
                complete((String) arguments[0]).map(SharedRun::groups).orElse(List.of());
            case "extent" -> store.extent((Long) arguments[0]).map(this::coarse);
            case "query" ->
                throw new SqlRefused("this is a shared map, which answers no SQL: get_clusters and get_cluster show"
                        + " what enough users and tenants stand behind");
            default -> OPEN.contains(method.getName()) ? passed(method, arguments) : nothing(method);
        };
    }

    private Object passed(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(store, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Object nothing(Method method) {
        Class<?> type = method.getReturnType();
        if (type == List.class) {
            return List.of();
        }
        if (type == Map.class) {
            return Map.of();
        }
        if (type == Optional.class) {
            return Optional.empty();
        }
        if (type == String.class) {
            return "a shared store";
        }
        throw new UnsupportedOperationException(
                "this is a shared map, which may only be looked at: " + method.getName() + " is not for it");
    }

    private RunRecord shown(RunRecord run) {
        return run.status() == RunRecord.Status.COMPLETE ? shared(run).run() : unfinished(run);
    }

    private Optional<SharedRun> complete(String runId) {
        return store.teams().stream()
                .flatMap(team -> store.run(team, runId).stream())
                .filter(run -> run.status() == RunRecord.Status.COMPLETE)
                .filter(this::open)
                .findFirst()
                .map(this::shared);
    }

    /// People of one tenant see the runs over its items alone; of a run that is at work, nobody knows that yet.
    private boolean open(RunRecord run) {
        return least.within() == null
                || (run.status() == RunRecord.Status.COMPLETE
                        && least.admits(
                                items(run).stream().map(SharedItem::tenants).collect(Collectors.toSet())));
    }

    private Store.Extent coarse(Store.Extent extent) {
        if (least.within() != null) {
            // How much others have is not theirs to know.
            return new Store.Extent(
                    extent.first().truncatedTo(ChronoUnit.DAYS), extent.last().truncatedTo(ChronoUnit.DAYS), 0, 0);
        }
        return new Store.Extent(
                extent.first().truncatedTo(ChronoUnit.DAYS),
                extent.last().truncatedTo(ChronoUnit.DAYS),
                extent.events() / least.items() * least.items(),
                extent.traces() / least.items() * least.items());
    }

    private synchronized SharedRun shared(RunRecord run) {
        // A deletion leaves a run fewer items, and naming gives its clusters other titles.
        String key = run.runId() + " " + run.items() + " "
                + store.labelVersions(run.runId()).size();
        SharedRun shared = known.get(key);
        if (shared == null) {
            shared = SharedRun.of(
                    run, store.clusters(run.runId()), store.hierarchy(run.runId()), items(run), least, redactor);
            known.put(key, shared);
        }
        return shared;
    }

    private List<SharedItem> items(RunRecord run) {
        Map<String, Set<String>> users = new HashMap<>();
        Map<String, Set<String>> tenants = new HashMap<>();
        for (Store.Origin origin : store.origins(run, least.user(), least.tenant())) {
            add(users, origin.key(), origin.user());
            add(tenants, origin.key(), origin.tenant());
        }
        List<Membership> members = store.memberships(run.runId(), null, 0, Integer.MAX_VALUE);
        Map<String, ItemDigest> digests = digests(run, members);
        return members.stream()
                .map(member -> {
                    String key = run.level() == Level.SESSION ? member.itemId() : member.traceId();
                    return item(
                            member,
                            digests.get(member.itemId()),
                            users.getOrDefault(key, Set.of()),
                            tenants.getOrDefault(key, Set.of()));
                })
                .toList();
    }

    private static SharedItem item(
            Membership member, @Nullable ItemDigest digest, Set<String> users, Set<String> tenants) {
        return new SharedItem(
                member.clusterId(),
                users,
                tenants,
                SharedWords.in(digest == null ? member.title() : text(digest.summary())),
                digest == null ? "" : String.join(" > ", digest.facets().toolCallSequence()),
                digest == null ? null : digest.measures());
    }

    private static String text(Summary summary) {
        StringBuilder text = new StringBuilder(summary.title());
        Stream.concat(summary.bullets().stream(), summary.notes().stream())
                .forEach(note -> text.append('\n').append(note.text()));
        return text.toString();
    }

    private Map<String, ItemDigest> digests(RunRecord run, List<Membership> members) {
        Set<String> ids = new HashSet<>();
        members.forEach(member -> ids.add(member.itemId()));
        Instant from = run.windowStart();
        ItemQuery all = new ItemQuery(run.teamId(), run.level(), from, run.windowEnd(), List.of(), null, 0);
        List<ItemRef> items = store.items(all).stream()
                .filter(item -> ids.contains(item.id()))
                .toList();
        String summarizer = run.inputs().path("summarizer").asText(ExtractiveSummarizer.VERSION);
        Map<String, ItemDigest> digests = new HashMap<>();
        for (String by : List.of(ExtractiveSummarizer.VERSION, ItemDigest.standIn(summarizer), summarizer)) {
            digests.putAll(store.digests(run.teamId(), items, by));
        }
        return digests;
    }

    private static void add(Map<String, Set<String>> values, String key, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            values.computeIfAbsent(key, _ -> new HashSet<>()).add(value);
        }
    }
}
