package dev.tracemap.sample;

import dev.tracemap.sample.Catalogue.Intent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Who begins which trace when. Each visit can be worked out by itself, so that nothing need be kept.
final class Visits {
    private static final Duration SESSION = Duration.ofMinutes(40);
    private static final double RETURNING = 0.3;
    private static final double LAGGARDS = 0.15;

    private final Catalogue catalogue;
    private final SampleParams params;
    private final Schedule schedule;
    private final int users;

    Visits(Catalogue catalogue, SampleParams params) {
        this.catalogue = catalogue;
        this.params = params;
        this.schedule = new Schedule(params);
        this.users = Math.max(5, params.traces() / 8);
    }

    /// The visit in which trace number `index` happens: a new one, or one of the last few that goes on.
    Visit of(int index) {
        RandomGenerator random = random(index, 1);
        double share = (index + random.nextDouble()) / params.traces();
        Instant start = schedule.at(share);
        double time = (double) Duration.between(params.start(), start).toMillis()
                / params.window().toMillis();
        if (index > 0 && random.nextDouble() < RETURNING) {
            Visit earlier = of(index - 1 - random.nextInt(Math.min(index, 4)));
            if (Duration.between(earlier.start(), start).compareTo(SESSION) < 0) {
                return earlier.at(start, time);
            }
        }
        return begin(random, start, time);
    }

    /// A generator of its own for each trace and purpose.
    SplittableRandom random(int index, int purpose) {
        return new SplittableRandom(params.seed() * 0x9E3779B97F4A7C15L + index * 0xD1B54A32D192ED03L + purpose);
    }

    static String uuid(RandomGenerator random) {
        long high = (random.nextLong() & 0xFFFFFFFFFFFF0FFFL) | 0x4000L;
        long low = (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }

    private Visit begin(RandomGenerator random, Instant start, double time) {
        String tenant = catalogue.tenants().pick(random);
        Intent likely = catalogue.intents().pick(random);
        return new Visit(
                uuid(random), user(random, tenant), tenant, version(random, time), likely.product(), start, time);
    }

    /// Few users come often, many seldom.
    private String user(RandomGenerator random, String tenant) {
        double often = random.nextDouble();
        long number = (long) (often * often * users);
        SplittableRandom own = new SplittableRandom(params.seed() ^ (tenant.hashCode() * 31L + number));
        return "user_" + Long.toHexString(own.nextLong() >>> 24);
    }

    private String version(RandomGenerator random, double time) {
        List<String> versions = catalogue.versions();
        int newest = (int) Math.min(versions.size() - 1, time * versions.size());
        return versions.get(random.nextDouble() < LAGGARDS ? Math.max(0, newest - 1) : newest);
    }
}
