package dev.tracemap.insight;

import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/// A monitor's hits by days of 24 hours, counted back from a moment: the last three against the eleven before.
///
/// @param items hits of the last [#RECENT] days; `failed` of them
/// @param itemsBefore hits of the days before, down to [#REACH]; `failedBefore` of them
/// @param earlier whether there are hits from before the last three days, however old
/// @param daysBefore how many of the days before were watched, 0 to 11
public record HitDays(
        long items, long failed, long itemsBefore, long failedBefore, boolean earlier, double daysBefore) {
    /// Days that count as of late.
    public static final int RECENT = 3;
    /// Days looked back at, those of late included.
    public static final int REACH = 14;

    /// So many times as many a day as before is more than a good week.
    private static final double GROWTH = 1.5;
    /// And so unlikely by chance.
    private static final double CHANCE = 0.01;
    /// A failure rate that is higher by less is not worth an alarm.
    private static final double WORSE = 0.1;

    /// Of one day.
    ///
    /// @param failed items with an error
    public record Day(long items, long failed) {}

    /// @param days by how many days ago, 0 = the last 24 hours
    /// @param watched for how many days there has been anybody to see hits
    public static HitDays of(SortedMap<Integer, Day> days, double watched) {
        SortedMap<Integer, Day> within = new TreeMap<>(days).headMap(REACH);
        Day late = sum(within.headMap(RECENT));
        Day before = sum(within.tailMap(RECENT));
        boolean earlier = days.entrySet().stream()
                .anyMatch(day -> day.getKey() >= RECENT && day.getValue().items() > 0);
        return new HitDays(
                late.items(),
                late.failed(),
                before.items(),
                before.failed(),
                earlier,
                Math.clamp(watched - RECENT, 0, REACH - RECENT));
    }

    private static Day sum(SortedMap<Integer, Day> days) {
        long items = 0;
        long failed = 0;
        for (Day day : days.values()) {
            items += day.items();
            failed += day.failed();
        }
        return new Day(items, failed);
    }

    public MonitorState state() {
        if (items == 0) {
            return MonitorState.QUIET;
        }
        if (!earlier) {
            return MonitorState.NEW;
        }
        return isRising() ? MonitorState.RISING : MonitorState.ONGOING;
    }

    public double perDay() {
        return (double) items / RECENT;
    }

    public double perDayBefore() {
        return daysBefore == 0 ? 0 : itemsBefore / daysBefore;
    }

    /// With the same rate as before, each of all hits falls into the last days with the days' share of the time.
    private boolean isRising() {
        if (daysBefore < 1 || perDay() < GROWTH * perDayBefore()) {
            return false;
        }
        int all = Math.toIntExact(items + itemsBefore);
        BinomialDistribution late = BinomialDistribution.of(all, RECENT / (RECENT + daysBefore));
        return late.survivalProbability(Math.toIntExact(items) - 1) < CHANCE;
    }

    /// Whether more of the hits fail than before, beyond chance.
    public boolean failsMore() {
        if (items == 0 || itemsBefore == 0 || (double) failed / items < (double) failedBefore / itemsBefore + WORSE) {
            return false;
        }
        Tables table = new Tables(
                Math.toIntExact(failed),
                Math.toIntExact(items - failed),
                Math.toIntExact(failedBefore),
                Math.toIntExact(itemsBefore - failedBefore));
        return table.p() < CHANCE;
    }
}
