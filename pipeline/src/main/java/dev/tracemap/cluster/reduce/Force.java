package dev.tracemap.cluster.reduce;

import dev.tracemap.cluster.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// How strongly two points of a layout pull or push each other, from their squared distance.
///
/// The power in the formula is taken through base-two logarithm and exponential, each a short polynomial (relative
/// error of the power below 2e-4), because the exact one would cost more than everything else.
final class Force {
    /// Adding and subtracting this rounds a float to an integer, and leaves that integer in the low bits between.
    private static final float ROUNDER = 0x1.8p23f;

    private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);
    private static final int MANTISSA = 0x7fffff;
    private static final int ONE = 0x3f800000;
    private static final float NEAR = 1e-3f;
    private static final float TINY = 1e-10f;

    // Polynomials fitted at Chebyshev points: log2 on [1, 2), exp2 on [-1/2, 1/2].
    private static final float L0 = -2.5056148f;
    private static final float L1 = 4.049617f;
    private static final float L2 = -2.0994022f;
    private static final float L3 = 0.6355111f;
    private static final float L4 = -0.08001088f;
    private static final float E0 = 0.9999245f;
    private static final float E1 = 0.693121f;
    private static final float E2 = 0.24264008f;
    private static final float E3 = 0.05592204f;

    private final float a;
    private final float b;

    Force(Curve curve) {
        this.a = (float) curve.a();
        this.b = (float) curve.b();
    }

    /// Replaces squared distances by the factor on the way towards the other point.
    void attract(float[] squared, int length) {
        for (int i = 0; i < length; i += Lanes.WIDTH) {
            FloatVector d = FloatVector.fromArray(Lanes.SPECIES, squared, i).max(TINY);
            FloatVector power = power(d);
            FloatVector below = power.mul(a).add(1).mul(d);
            power.mul(2 * a * b).div(below).intoArray(squared, i);
        }
    }

    /// Replaces squared distances by the factor on the way away from the other point, such that no single push is
    /// longer than `limit`.
    void repel(float[] squared, int length, float limit) {
        for (int i = 0; i < length; i += Lanes.WIDTH) {
            FloatVector d = FloatVector.fromArray(Lanes.SPECIES, squared, i);
            FloatVector near = d.add(NEAR);
            FloatVector below = power(d.max(TINY)).mul(a).add(1).mul(near);
            FloatVector most = FloatVector.broadcast(Lanes.SPECIES, limit).div(near.sqrt());
            FloatVector.broadcast(Lanes.SPECIES, 2 * b).div(below).min(most).intoArray(squared, i);
        }
    }

    /// d to the b.
    private FloatVector power(FloatVector d) {
        return exp2(log2(d).mul(b));
    }

    private static FloatVector log2(FloatVector d) {
        IntVector bits = d.reinterpretAsInts();
        FloatVector exponent = bits.lanewise(VectorOperators.LSHR, 23)
                .add(ROUNDER_BITS - 127)
                .reinterpretAsFloats()
                .sub(ROUNDER);
        FloatVector m = bits.and(MANTISSA).or(ONE).reinterpretAsFloats();
        FloatVector p = m.mul(L4).add(L3).mul(m).add(L2).mul(m).add(L1).mul(m).add(L0);
        return exponent.add(p);
    }

    private static FloatVector exp2(FloatVector x) {
        FloatVector rounded = x.add(ROUNDER);
        FloatVector f = x.sub(rounded.sub(ROUNDER));
        FloatVector p = f.mul(E3).add(E2).mul(f).add(E1).mul(f).add(E0);
        IntVector scale = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        return p.reinterpretAsInts().add(scale).reinterpretAsFloats();
    }
}
