package io.boxbox.maestro.simulation.scene;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One thing that is done on the stage. Keys, scenes and records share it, so that a scene can do what keys can, and a record
 * can
 * write down what they did.
 *
 * @param said what was said of it: counts are {@link Integer}s, durations {@link Duration}s and letters {@link String}s
 */
public record Act(Deed deed, Map<Parameter, Object> said) {

    public Act {
        said = Map.copyOf(said);
    }

    /** Without a word more: by its defaults. */
    public static Act of(Deed deed) {
        return new Act(deed, Map.of());
    }

    public int count(Parameter parameter) {
        return (Integer) value(parameter);
    }

    public Duration duration(Parameter parameter) {
        return (Duration) value(parameter);
    }

    /** The letter of the Maestro to whom it is done; empty if the stage is to choose. */
    public String maestro() {
        return (String) value(Parameter.MAESTRO);
    }

    /** As it is told on the terminal and on the board. */
    public String words() {
        String more = allSaid().entrySet().stream()
                .map(entry -> entry.getKey().key() + ' ' + Durations.written(entry.getValue()))
                .collect(Collectors.joining(", "));
        return more.isEmpty() ? deed.words() : deed.words() + " (" + more + ')';
    }

    private Map<Parameter, Object> allSaid() {
        Map<Parameter, Object> all = new EnumMap<>(Parameter.class);
        deed.parameters().stream().filter(parameter -> !value(parameter).equals(""))
                .forEach(parameter -> all.put(parameter, value(parameter)));
        return all;
    }

    private Object value(Parameter parameter) {
        return said.getOrDefault(parameter, deed.byDefault(parameter));
    }
}
