package dev.tracemap.insight;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.junit.jupiter.api.Test;

/// Against counting out every case, and against the library.
class TestsOfNumbersTest {

    @Test
    void smallTablesAgreeWithCountingEveryTable() {
        for (int a = 0; a <= 6; a++) {
            for (int b = 0; b <= 6; b++) {
                for (int c = 0; c <= 6; c++) {
                    for (int d = 0; d <= 6; d++) {
                        if (a + b > 0 && c + d > 0 && a + c > 0 && b + d > 0) {
                            assertEquals(
                                    counted(a, b, c, d),
                                    new Tables(a, b, c, d).p(),
                                    1e-9,
                                    a + " " + b + " " + c + " " + d);
                        }
                    }
                }
            }
        }
    }

    /// Over all tables with the same margins: the weight of those that are no likelier.
    private static double counted(int a, int b, int c, int d) {
        double own = ways(a + b, a) * ways(c + d, c);
        double all = 0;
        double unlikely = 0;
        for (int here = 0; here <= a + c; here++) {
            double weight = ways(a + b, here) * ways(c + d, a + c - here);
            all += weight;
            unlikely += weight <= own * (1 + 1e-9) ? weight : 0;
        }
        return unlikely / all;
    }

    private static double ways(int of, int chosen) {
        double ways = 1;
        for (int i = 0; i < chosen; i++) {
            ways = ways * (of - i) / (i + 1);
        }
        return chosen < 0 || chosen > of ? 0 : Math.rint(ways);
    }

    /// Every way to draw four of nine.
    @Test
    void fewNumbersAgreeWithCountingEveryDraw() {
        double[] numbers = {3, 1, 4, 1.5, 9, 2.6, 5, 3.5, 8};
        Ranks ranks = Ranks.of(numbers);
        int[] draws = IntStream.range(0, 512)
                .filter(draw -> Integer.bitCount(draw) == 4)
                .toArray();
        double[] distances = Arrays.stream(draws)
                .mapToDouble(draw -> Math.abs(wins(numbers, draw) - 10))
                .toArray();
        for (int i = 0; i < draws.length; i++) {
            double own = distances[i];
            double expected = (double) Arrays.stream(distances)
                            .filter(other -> other >= own)
                            .count()
                    / draws.length;
            Ranks.Comparison compared = ranks.compare(BitSet.valueOf(new long[] {draws[i]}));
            assertEquals(expected, compared.p(), 1e-9);
            assertEquals(2 * wins(numbers, draws[i]) / 20 - 1, compared.effect(), 1e-9);
        }
    }

    private static double wins(double[] numbers, int draw) {
        double wins = 0;
        for (int in = 0; in < 9; in++) {
            for (int out = 0; out < 9; out++) {
                if ((draw >> in & 1) == 1 && (draw >> out & 1) == 0) {
                    wins += numbers[in] > numbers[out] ? 1 : 0;
                }
            }
        }
        return wins;
    }

    @Test
    void manyNumbersWithTiesAgreeWithTheLibrary() {
        Random random = new Random(7);
        double[] numbers = random.doubles(300, 0, 9).map(Math::floor).toArray();
        numbers[5] = Double.NaN;
        BitSet inside = new BitSet();
        for (int row = 0; row < 300; row += 4) {
            inside.set(row);
            numbers[row] += random.nextInt(3);
        }
        double[] group = of(numbers, inside, true);
        double[] others = of(numbers, inside, false);
        Ranks.Comparison compared = Ranks.of(numbers).compare(inside);
        assertEquals(MannWhitneyUTest.withDefaults().test(group, others).getPValue(), compared.p(), 1e-12);
        assertEquals(group.length, compared.inside());
        assertEquals(others.length, compared.outside());
    }

    private static double[] of(double[] numbers, BitSet rows, boolean in) {
        return IntStream.range(0, numbers.length)
                .filter(row -> rows.get(row) == in && !Double.isNaN(numbers[row]))
                .mapToDouble(row -> numbers[row])
                .toArray();
    }

    @Test
    void falseDiscoveriesAreCountedAsThePaperDoes() {
        assertArrayEquals(
                new double[] {0.04, 0.05, 0.05, 0.9}, FalseDiscovery.q(new double[] {0.01, 0.03, 0.0375, 0.9}), 1e-12);
    }
}
