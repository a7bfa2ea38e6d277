package io.boxbox.maestro.simulation.scene;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.boxbox.maestro.order.Flaw;
import io.boxbox.maestro.simulation.scene.Expectation.Heads;

/** Reads what has to be true at the end of a scene, and refuses what could not be judged there. */
final class ExpectationReader {

    private static final String DELIVERED = "delivered";
    private static final String DUPLICATES = "duplicates";
    private static final String LONGEST_WAIT = "longest-wait-under";
    private static final String LETTERS = "dead-letters";
    private static final String HEALTHY = "healthy";
    private static final String UNHEALTHY = "unhealthy";
    private static final String MAESTROS = "maestros";
    private static final List<String> FIELDS = List.of(DELIVERED, DUPLICATES, LONGEST_WAIT, LETTERS, HEALTHY, UNHEALTHY,
            MAESTROS);
    private static final List<String> HEADS = List.of(Heads.MOST, Heads.AT_LEAST_ONCE, Heads.AT_THE_END);
    private static final int MANY = 1_000_000;
    // As docs/messages.md has them.
    private static final List<String> REASONS = Stream.concat(
            Stream.of(Flaw.values()).map(flaw -> flaw.name().toLowerCase(Locale.ROOT)),
            Stream.of("invalid_argument", "not_found", "already_exists", "failed_precondition", "out_of_range", "unimplemented",
                    "too_large", "max_deliveries"))
            .toList();

    private final List<Step> steps;
    private final Duration lasts;
    private final int maestros;
    private final boolean crowd;

    ExpectationReader(List<Step> steps, Duration lasts, int maestros, boolean crowd) {
        this.steps = steps;
        this.lasts = lasts;
        this.maestros = maestros;
        this.crowd = crowd;
    }

    List<Expectation> read(Field field) {
        List<Expectation> expectations = new ArrayList<>();
        for (Field each : field.fields(FIELDS).all()) {
            switch (Fields.name(each)) {
                case DELIVERED -> expectations.add(delivered(each));
                case DUPLICATES -> expectations.add(new Expectation.Duplicates(each.count(0, MANY)));
                case LONGEST_WAIT -> expectations.add(longestWait(each));
                case LETTERS -> expectations.add(letters(each));
                case HEALTHY -> each.list().forEach(one -> expectations.add(health(one, true)));
                case UNHEALTHY -> each.list().forEach(one -> expectations.add(health(one, false)));
                default -> each.fields(HEADS).all().forEach(one -> expectations.add(heads(one)));
            }
        }
        return expectations;
    }

    private Expectation delivered(Field field) {
        somebodyMustOrder(field);
        return field.read("all, or a whole number", text -> text.equals("all")
                ? Optional.of(new Expectation.Delivered(OptionalInt.empty()))
                : Optional.of(text).filter(number -> number.matches("\\d{1,6}"))
                        .map(number -> new Expectation.Delivered(OptionalInt.of(Integer.parseInt(number)))));
    }

    private Expectation longestWait(Field field) {
        somebodyMustOrder(field);
        return new Expectation.LongestWait(field.durationAboveZero());
    }

    private void somebodyMustOrder(Field field) {
        boolean orders = crowd || steps.stream().map(step -> step.act().deed())
                .anyMatch(deed -> deed == Deed.SURGE || deed == Deed.ORDER_TWICE);
        if (!orders) {
            throw field.wrong("cannot be judged: nobody orders anything in this scene");
        }
    }

    private Expectation letters(Field field) {
        if (steps.stream().anyMatch(step -> step.act().deed() == Deed.CONFUSE_PANETTIERE)) {
            throw field.wrong("cannot be judged: how many orders a confused Panettiere refuses is left to chance");
        }
        Map<String, Integer> byReason = new TreeMap<>();
        for (Field each : field.fields(REASONS).all()) {
            byReason.put(Fields.name(each), each.count(0, MANY));
        }
        byReason.values().removeIf(count -> count == 0);
        return new Expectation.Letters(byReason);
    }

    private Expectation health(Field field, boolean healthy) {
        Fields health = field.fields(List.of("after", "within", "from", "to"));
        if (health.find("after").isPresent() || health.find("within").isPresent()) {
            health.find("from").or(() -> health.find("to")).ifPresent(other -> {
                throw other.wrong("does not go together with after and within");
            });
            return new Expectation.HealthAfter(healthy, stepOf(health.need("after")), health.need("within").duration());
        }
        Duration from = health.need("from").duration();
        Duration to = health.need("to").duration();
        if (to.compareTo(from) <= 0) {
            throw health.need("to").wrong("is not later than from (" + Durations.written(from) + ')');
        }
        if (to.compareTo(lasts) > 0) {
            throw health.need("to").wrong("cannot be judged: the scene lasts " + Durations.written(lasts));
        }
        return new Expectation.HealthDuring(healthy, from, to);
    }

    private String stepOf(Field field) {
        List<String> names = steps.stream().map(Step::name).toList();
        if (names.isEmpty()) {
            throw field.wrong("cannot be judged: the scene has no steps");
        }
        String name = field.oneOf("the name of a step, or what it does", names, step -> step);
        if (names.stream().filter(name::equals).count() > 1) {
            throw field.wrong("is '" + name + "', but there is more than one such step: give the one that is meant a name");
        }
        return name;
    }

    private Expectation heads(Field field) {
        int count = field.count(0, 26);
        if (Fields.name(field).equals(Heads.MOST) && count < maestros) {
            throw field.wrong("is '" + count + "', but the scene begins with " + maestros);
        }
        return new Heads(Fields.name(field), count);
    }
}
