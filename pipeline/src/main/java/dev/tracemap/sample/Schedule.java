package dev.tracemap.sample;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/// When traces begin: more in office hours than at night, fewer at weekends.
final class Schedule {
    private static final Duration SLICE = Duration.ofMinutes(30);

    private final Instant start;
    private final Duration open;
    private final double[] reached;

    /// Leaves the last minutes of the window free, so that traces have ended by its end.
    Schedule(SampleParams params) {
        this.start = params.start();
        Duration tail = params.window().dividedBy(20);
        this.open = params.window().minus(tail.compareTo(SLICE) < 0 ? tail : SLICE);
        int slices = (int) Math.max(1, open.dividedBy(SLICE));
        this.reached = new double[slices + 1];
        for (int i = 0; i < slices; i++) {
            reached[i + 1] = reached[i] + busy(start.plus(open.multipliedBy(i).dividedBy(slices)));
        }
    }

    /// The moment at which a share of all traces has begun.
    Instant at(double share) {
        double wanted = share * reached[reached.length - 1];
        int slice = 0;
        while (slice < reached.length - 2 && reached[slice + 1] < wanted) {
            slice++;
        }
        double within = (wanted - reached[slice]) / (reached[slice + 1] - reached[slice]);
        double part = (slice + Math.clamp(within, 0, 1)) / (reached.length - 1);
        return start.plusMillis((long) (open.toMillis() * part));
    }

    private static double busy(Instant moment) {
        ZonedDateTime local = moment.atZone(ZoneOffset.UTC);
        double day = local.getDayOfWeek().getValue() >= 6 ? 0.45 : 1;
        int hour = local.getHour();
        return day * (hour >= 8 && hour < 18 ? 1 : hour >= 6 && hour < 22 ? 0.45 : 0.1);
    }
}
