package dev.tracemap.cluster.reduce;

/// The similarity of two points at distance `d` in a layout, 1 / (1 + a d^2b), with a and b fitted by least squares
/// to an exponential that starts to fall at `min_dist` (McInnes, Healy, Melville 2018, section 3.2; spread 1).
record Curve(double a, double b) {
    private static final int POINTS = 300;

    static Curve fitted(double minDist) {
        Curve curve = new Curve(1.6, 0.85);
        double damping = 1e-3;
        double error = curve.error(minDist);
        for (int step = 0; step < 200 && damping < 1e12; step++) {
            Curve next = curve.step(minDist, damping);
            double nextError = next.a > 0 && next.b > 0 ? next.error(minDist) : Double.MAX_VALUE;
            if (nextError <= error) {
                boolean settled = error - nextError < 1e-14 * error;
                curve = next;
                error = nextError;
                damping *= 0.3;
                if (settled) {
                    break;
                }
            } else {
                damping *= 10;
            }
        }
        return curve;
    }

    /// One Levenberg-Marquardt step.
    private Curve step(double minDist, double damping) {
        double aa = 0;
        double ab = 0;
        double bb = 0;
        double ra = 0;
        double rb = 0;
        for (int i = 1; i < POINTS; i++) {
            double x = x(i);
            double power = StrictMath.pow(x, 2 * b);
            double value = 1 / (1 + a * power);
            double da = -power * value * value;
            double db = -2 * a * power * StrictMath.log(x) * value * value;
            double residual = target(x, minDist) - value;
            aa += da * da;
            ab += da * db;
            bb += db * db;
            ra += da * residual;
            rb += db * residual;
        }
        aa *= 1 + damping;
        bb *= 1 + damping;
        double determinant = aa * bb - ab * ab;
        return new Curve(a + (bb * ra - ab * rb) / determinant, b + (aa * rb - ab * ra) / determinant);
    }

    private double error(double minDist) {
        double sum = 0;
        for (int i = 1; i < POINTS; i++) {
            double residual = target(x(i), minDist) - 1 / (1 + a * StrictMath.pow(x(i), 2 * b));
            sum += residual * residual;
        }
        return sum;
    }

    private static double x(int i) {
        return 3.0 * i / (POINTS - 1);
    }

    private static double target(double x, double minDist) {
        return x < minDist ? 1 : StrictMath.exp(-(x - minDist));
    }
}
