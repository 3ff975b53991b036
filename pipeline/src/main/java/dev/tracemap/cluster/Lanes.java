package dev.tracemap.cluster;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The vector width that the kernels use: 256 bits where the machine has them, otherwise 128.
///
/// No result depends on it: sums run in the order of their terms within one lane, or over eight fixed partial sums.
/// Wider registers are left alone, because on some machines they lower the clock and because 256 bits are what every
/// x86 server has.
public final class Lanes {
    public static final VectorSpecies<Float> SPECIES =
            FloatVector.SPECIES_PREFERRED.vectorBitSize() >= 256 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_128;

    /// Floats in one vector, 8 or 4.
    public static final int WIDTH = SPECIES.length();

    private Lanes() {}
}
