package io.boxbox.maestro.simulation.scene;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

import io.boxbox.maestro.configuration.NearestName;

/**
 * A value in a file of YAML, that knows where it stands. Each of its readings throws a {@link SceneException} for a value that
 * is
 * not what it must be.
 *
 * @param path from the top of the document, as {@code steps[2].at}
 */
record Field(String file, String path, Node node) {

    private static final int LONGEST_TEXT = 2_000;

    int line() {
        return node.getStartMark().getLine() + 1;
    }

    SceneException wrong(String what) {
        return new SceneException(file + ":" + line() + ": " + path + ' ' + what);
    }

    /** One who reads a number wants to see a number, and no list. */
    private String scalar(String allowed) {
        if (node instanceof ScalarNode scalar && !node.getTag().equals(Tag.NULL)) {
            return scalar.getValue();
        }
        throw wrong("is " + kind() + ", but must be " + allowed);
    }

    private String kind() {
        if (node instanceof MappingNode) {
            return "a group of fields";
        }
        return node instanceof SequenceNode ? "a list" : "empty";
    }

    <T> T read(String allowed, Function<String, Optional<T>> reading) {
        String text = scalar(allowed);
        return reading.apply(text).orElseThrow(() -> wrong("is '" + shortened(text) + "', but must be " + allowed));
    }

    String text() {
        return read("a text of at most " + LONGEST_TEXT + " characters",
                text -> Optional.of(text.strip()).filter(some -> !some.isEmpty() && some.length() <= LONGEST_TEXT));
    }

    Duration duration() {
        return read(Durations.ALLOWED, Durations::read);
    }

    Duration durationAboveZero() {
        return read(Durations.ALLOWED + ", more than 0", text -> Durations.read(text).filter(some -> !some.isZero()));
    }

    int count(int least, int most) {
        return read("a whole number from " + least + " to " + most, text -> number(text, Integer::valueOf)
                .filter(count -> count >= least && count <= most));
    }

    long wholeNumber() {
        return read("a whole number", text -> number(text, Long::valueOf));
    }

    double number(double least, double most) {
        return read("a number from " + written(least) + " to " + written(most),
                text -> number(text, Double::valueOf).filter(number -> number >= least && number <= most));
    }

    /** One of a few words. */
    <T> T oneOf(String what, Collection<T> choices, Function<T, String> name) {
        String text = scalar(what);
        return choices.stream().filter(choice -> name.apply(choice).equals(text)).findFirst()
                .orElseThrow(() -> wrong("is '" + shortened(text) + "', but must be " + what + didYouMean(text,
                        choices.stream().map(name).toList())));
    }

    Fields fields(Collection<String> known) {
        return Fields.of(this, known);
    }

    List<Field> list() {
        if (node instanceof ScalarNode && node.getTag().equals(Tag.NULL)) {
            return List.of();
        }
        if (!(node instanceof SequenceNode sequence)) {
            throw wrong("is " + (node instanceof MappingNode ? kind() : "one value") + ", but must be a list: begin each of"
                    + " its lines with a dash");
        }
        List<Field> fields = new ArrayList<>();
        for (Node each : sequence.getValue()) {
            fields.add(new Field(file, path + '[' + fields.size() + ']', each));
        }
        return fields;
    }

    static String didYouMean(String name, Collection<String> known) {
        return " (did you mean '" + NearestName.to(name, known) + "'?)";
    }

    private static <T> Optional<T> number(String text, Function<String, T> reading) {
        try {
            return Optional.of(reading.apply(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String written(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= 60 ? line : line.substring(0, 60) + "…";
    }
}
