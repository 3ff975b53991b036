package dev.tracemap.cluster.reduce;

/// How strongly two points of a layout pull or push each other, from their squared distance.
///
/// The power in the formula is taken through base-two logarithm and exponential, each a short polynomial (relative
/// error of the power below 2e-4), because the exact one would cost more than everything else. The compiler looks into
/// the bits of one number at a time, so that has loops of its own and the rest can be done for several at once. One
/// object serves one thread.
final class Force {
    /// Adding and subtracting this rounds a float to an integer.
    private static final float ROUNDER = 0x1.8p23f;

    private static final int MANTISSA_BITS = 23;
    private static final int MANTISSA = (1 << MANTISSA_BITS) - 1;
    private static final int BIAS = 127;
    private static final int ONE = BIAS << MANTISSA_BITS;
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
    private float[] whole = new float[0];
    private float[] part = new float[0];

    Force(Curve curve) {
        this.a = (float) curve.a();
        this.b = (float) curve.b();
    }

    /// Replaces squared distances by the factor on the way towards the other point.
    void attract(float[] squared, int length) {
        power(squared, length);
        float[] power = part;
        float strength = 2 * a * b;
        for (int i = 0; i < length; i++) {
            squared[i] = power[i] * strength / ((power[i] * a + 1) * Math.max(squared[i], TINY));
        }
    }

    /// Replaces squared distances by the factor on the way away from the other point, such that no single push is
    /// longer than `limit`.
    void repel(float[] squared, int length, float limit) {
        power(squared, length);
        float[] power = part;
        float strength = 2 * b;
        for (int i = 0; i < length; i++) {
            float near = squared[i] + NEAR;
            squared[i] = Math.min(strength / ((power[i] * a + 1) * near), limit / (float) Math.sqrt(near));
        }
    }

    /// Leaves d to the b in `part`.
    private void power(float[] squared, int length) {
        if (length > part.length) {
            whole = new float[2 * length];
            part = new float[2 * length];
        }
        takeApart(squared, whole, part, length);
        powers(whole, part, b, length);
        putTogether(whole, part, length);
    }

    private static void takeApart(float[] d, float[] exponent, float[] mantissa, int length) {
        for (int i = 0; i < length; i++) {
            int bits = Float.floatToRawIntBits(Math.max(d[i], TINY));
            exponent[i] = (bits >>> MANTISSA_BITS) - BIAS;
            mantissa[i] = Float.intBitsToFloat((bits & MANTISSA) | ONE);
        }
    }

    private static void powers(float[] exponent, float[] mantissa, float b, int length) {
        for (int i = 0; i < length; i++) {
            float m = mantissa[i];
            float x = (exponent[i] + ((((m * L4 + L3) * m + L2) * m + L1) * m + L0)) * b;
            float rounded = x + ROUNDER - ROUNDER;
            float f = x - rounded;
            mantissa[i] = ((f * E3 + E2) * f + E1) * f + E0;
            exponent[i] = rounded;
        }
    }

    private static void putTogether(float[] exponent, float[] mantissa, int length) {
        for (int i = 0; i < length; i++) {
            int scale = ((int) exponent[i]) << MANTISSA_BITS;
            mantissa[i] = Float.intBitsToFloat(Float.floatToRawIntBits(mantissa[i]) + scale);
        }
    }
}
