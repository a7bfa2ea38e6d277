package io.boxbox.maestro.jetstream.inspection;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * The decision about one property: what it is, when something has to be said of it, what is wrong then, and what mends it.
 *
 * @param where whose property it is
 * @param property its name in the server's JSON
 * @param decision what Maestro does about it
 * @param applies whether there is something to say
 * @param sentence what is wrong, without a full stop at its end
 * @param command the command that mends it, with <code>{stream}</code> and <code>{consumer}</code> for the names; empty if
 *        there is none
 */
record Inspection(Where where, String property, Decision decision, Predicate<Found> applies, String sentence, String command) {

    /** Whose property it is. */
    enum Where {

        STREAM,
        CONSUMER;

        private Described configuration(Found found) {
            return this == STREAM ? found.stream() : found.consumer();
        }

        private String name(Found found) {
            return this == STREAM ? "stream " + found.streamName() : "consumer " + found.consumerName();
        }
    }

    static Inspection silent(Where where, String property, Decision decision) {
        return new Inspection(where, property, decision, found -> false, "", "");
    }

    /** What there is to say of what was found, in one line. */
    Optional<String> look(Found found) {
        if (!applies.test(found)) {
            return Optional.empty();
        }
        String line = "%s of %s is %s: %s".formatted(property, where.name(found), where.configuration(found).show(property),
                sentence);
        return Optional.of(command.isEmpty() ? line
                : line + ". This mends it: "
                        + command.replace("{stream}", found.streamName()).replace("{consumer}", found.consumerName()));
    }
}
