package dev.tracemap.sample;

import dev.tracemap.sample.Catalogue.Intent;
import dev.tracemap.sample.Catalogue.Model;
import dev.tracemap.sample.Catalogue.OneOff;
import dev.tracemap.trace.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Generates agent traces in which intents and failures are planted.
public final class Generator {
    /// One trace in so many is a one-off.
    private static final int ONE_OFF_IN = 20;

    private final Catalogue catalogue;
    private final boolean rated;

    /// The four assistants of a shop.
    public Generator() {
        this(CatalogueReader.read(), false);
    }

    private Generator(Catalogue catalogue, boolean rated) {
        this.catalogue = catalogue;
        this.rated = rated;
    }

    /// The same traces; users say of some how they liked them, once they are over.
    public Generator rated() {
        return new Generator(catalogue, true);
    }

    /// Seven traces in ten are of the taxonomy, the others are those of the shop.
    ///
    /// @param seed decides how frequent which leaf is
    public static Generator planting(Taxonomy taxonomy, long seed) {
        return new Generator(TaxonomyCatalogue.of(CatalogueReader.read(), taxonomy, seed), false);
    }

    /// The whole sample at once.
    public Sample generate(SampleParams params) {
        List<Event> events = new ArrayList<>();
        List<Truth> truth = new ArrayList<>();
        stream(params).forEachOrdered(trace -> {
            events.addAll(trace.events());
            truth.add(trace.truth());
        });
        return new Sample(events, truth);
    }

    /// One trace after the other, in order of their start; none is kept.
    public Stream<PlantedTrace> stream(SampleParams params) {
        Visits visits = new Visits(catalogue, params);
        return IntStream.range(0, params.traces()).mapToObj(index -> trace(index, visits));
    }

    private PlantedTrace trace(int index, Visits visits) {
        Visit visit = visits.of(index);
        SplittableRandom random = visits.random(index, 2);
        int block = index / ONE_OFF_IN;
        boolean oneOff = index % ONE_OFF_IN == visits.random(block, 3).nextInt(ONE_OFF_IN);
        Intent intent = catalogue.intents().pick(random, some -> some.product().equals(visit.product()));
        Model model = model(intent, visit, random);
        PlantedTrace trace =
                oneOff ? oneOff(block, visit, intent, model, random) : planted(visit, intent, model, random);
        double liked = oneOff ? Ratings.CONTENT : intent.liked();
        return rated ? Ratings.rated(trace, liked, visits.random(index, 4)) : trace;
    }

    private Model model(Intent intent, Visit visit, RandomGenerator random) {
        String name = intent.models().pick(random, some -> modelOf(some).used().contains(visit.time()));
        return modelOf(name);
    }

    private Model modelOf(String name) {
        Map<String, Model> models = catalogue.models();
        Model model = models.get(name);
        if (model == null) {
            throw new IllegalStateException("no model is called " + name);
        }
        return model;
    }

    private static PlantedTrace planted(Visit visit, Intent intent, Model model, RandomGenerator random) {
        Failure failure = null;
        for (Failure some : intent.failures()) {
            if (some.canStrike(model.name(), visit.tenant()) && random.nextDouble() < some.rate()) {
                failure = some;
            }
        }
        Playback playback = new Playback(visit, intent, model, failure, random);
        String failureName = failure == null ? null : failure.name();
        return new PlantedTrace(playback.play(), truth(playback, visit, intent.name(), failureName, model));
    }

    /// The one-offs are taken in turn, so that none comes twice before all have come.
    private PlantedTrace oneOff(int number, Visit visit, Intent intent, Model model, RandomGenerator random) {
        List<OneOff> all = catalogue.oneOffs();
        OneOff one = all.get(number % all.size());
        List<Step> script = List.of(new Step.User(one.request() + "."), new Step.Say(one.answer()));
        Playback playback = new Playback(visit, intent, model, null, random);
        return new PlantedTrace(playback.play(script), truth(playback, visit, null, null, model));
    }

    private static Truth truth(
            Playback playback, Visit visit, @Nullable String intent, @Nullable String failure, Model model) {
        return new Truth(
                playback.traceId(),
                intent,
                failure,
                visit.product().name(),
                visit.tenant(),
                model.name(),
                visit.appVersion(),
                visit.start());
    }
}
