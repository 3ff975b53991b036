package dev.tracemap.llm;

/// What a model costs, in US dollars per million tokens.
public record Rate(double input, double output) {
    public double cost(TokenUse tokens) {
        return (tokens.input() * input + tokens.output() * output) / 1e6;
    }

    public Rate times(double factor) {
        return new Rate(input * factor, output * factor);
    }
}
