package dev.tracemap.insight;

import java.util.BitSet;
import org.apache.commons.statistics.inference.GTest;

/// How many have it here and elsewhere: a table of two by two.
///
/// @param here items here with the value, `hereWithout` the others here; elsewhere likewise
record Tables(int here, int hereWithout, int elsewhere, int elsewhereWithout) {
    /// Beyond so many items the G-test is as good, where every cell is well filled.
    private static final int EXACT = 20_000;

    private static final double WELL_FILLED = 10;

    /// @param all rows that are looked at; `inside` and `holders` may hold others too
    static Tables of(BitSet all, BitSet inside, BitSet holders) {
        BitSet group = and(all, inside);
        int members = group.cardinality();
        int here = and(group, holders).cardinality();
        int elsewhere = and(all, holders).cardinality() - here;
        return new Tables(here, members - here, elsewhere, all.cardinality() - members - elsewhere);
    }

    private static BitSet and(BitSet one, BitSet other) {
        BitSet both = (BitSet) one.clone();
        both.and(other);
        return both;
    }

    double share() {
        return (double) here / (here + hereWithout);
    }

    double usual() {
        return (double) elsewhere / (elsewhere + elsewhereWithout);
    }

    /// Two-sided.
    double p() {
        int rows = here + hereWithout + elsewhere + elsewhereWithout;
        double expected = (double) Math.min(here + hereWithout, elsewhere + elsewhereWithout)
                * Math.min(here + elsewhere, hereWithout + elsewhereWithout)
                / rows;
        return rows > EXACT && expected >= WELL_FILLED
                ? GTest.withDefaults()
                        .test(new long[][] {{here, hereWithout}, {elsewhere, elsewhereWithout}})
                        .getPValue()
                : FisherTest.p(this);
    }
}
