package dev.tracemap.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// Choices, some likelier than others.
record Weighted<T>(List<Choice<T>> choices) {

    record Choice<T>(T value, double weight) {}

    Weighted {
        choices = List.copyOf(choices);
    }

    T pick(RandomGenerator random) {
        return pick(random, value -> true);
    }

    /// Picks among the choices that are allowed, of which there must be one.
    T pick(RandomGenerator random, Predicate<T> allowed) {
        List<Choice<T>> open = new ArrayList<>();
        double sum = 0;
        for (Choice<T> choice : choices) {
            if (allowed.test(choice.value())) {
                open.add(choice);
                sum += choice.weight();
            }
        }
        double at = random.nextDouble() * sum;
        for (Choice<T> choice : open) {
            at -= choice.weight();
            if (at < 0) {
                return choice.value();
            }
        }
        return open.getLast().value();
    }
}
