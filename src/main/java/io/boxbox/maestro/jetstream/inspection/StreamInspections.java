package io.boxbox.maestro.jetstream.inspection;

import static io.boxbox.maestro.jetstream.inspection.Decision.ADAPTED;
import static io.boxbox.maestro.jetstream.inspection.Decision.REFUSED;
import static io.boxbox.maestro.jetstream.inspection.Decision.USED;
import static io.boxbox.maestro.jetstream.inspection.Decision.WARNED;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import io.boxbox.maestro.jetstream.inspection.Inspection.Where;
import io.boxbox.maestro.order.OrderSubjects;

/** The decisions about a stream, for each property of a stream's configuration up to nats-server 2.15. */
final class StreamInspections {

    private static final String TO_COOK = OrderSubjects.WAITING_TO_COOK + ".*";
    private static final String DELIVERIES = OrderSubjects.WAITING_DELIVERY + ".*";
    private static final String LETTERS = OrderSubjects.DEAD_LETTER + ".*";
    private static final Duration SHORT_AGE = Duration.ofDays(1);
    // No delivery is smaller: an order has a subject, an id, and at least one header.
    private static final long SMALLEST_DELIVERY = 128;
    // A dead letter's own headers need about so much.
    private static final long SMALLEST_LETTER = 1_024;

    static final List<Inspection> ALL = List.of(
            used("name"),
            used("description"),
            refused("mirror", found -> found.stream().has("mirror"),
                    "a mirror stores nothing but what it copies, so deliveries cannot be stored",
                    "nats stream edit {stream} --no-mirror --subjects 'orders.>'"),
            refused("sealed", found -> found.stream().flag("sealed"),
                    "a sealed stream takes no messages and cannot be opened again: put another in its place",
                    "nats stream backup {stream} FOLDER && nats stream rm {stream}"),
            refused("no_ack", found -> found.stream().flag("no_ack"),
                    "the server never says whether it has stored a delivery", "nats stream edit {stream} --ack"),
            refused("allow_msg_counter", found -> found.stream().flag("allow_msg_counter"),
                    "the stream takes nothing but counters, for ever: put another in its place",
                    "nats stream backup {stream} FOLDER && nats stream rm {stream}"),
            refused("subjects", StreamInspections::missesOurs,
                    "the stream does not take " + DELIVERIES + " and " + LETTERS + ", so deliveries or dead letters"
                            + " cannot be stored",
                    "nats stream edit {stream} --subjects 'orders.>'"),
            refused("subject_transform", StreamInspections::transformsOurs,
                    "orders, deliveries or dead letters are stored under another subject than they are published to",
                    "nats stream edit {stream} --no-transform"),
            refused("max_msgs", found -> discardsNew(found) && isLimited(found, "max_msgs")
                    && found.streamState().number("messages") >= found.stream().number("max_msgs"),
                    "the stream is full, and discards what is new, so deliveries cannot be stored",
                    "nats stream edit {stream} --max-msgs=-1"),
            refused("max_bytes", found -> discardsNew(found) && isLimited(found, "max_bytes")
                    && found.streamState().number("bytes") + SMALLEST_DELIVERY > found.stream().number("max_bytes"),
                    "the stream is full, and discards what is new, so deliveries cannot be stored",
                    "nats stream edit {stream} --max-bytes=-1"),
            warned("discard", found -> !discardsNew(found) && (isLimited(found, "max_msgs") || isLimited(found, "max_bytes")),
                    "a stream that is full (max_msgs, max_bytes) drops its oldest messages, also orders that nobody has cooked",
                    "nats stream edit {stream} --max-msgs=-1 --max-bytes=-1"),
            warned("discard_new_per_subject", found -> found.stream().flag("discard_new_per_subject"),
                    "a second dead letter of an order id has nowhere to go once its subject is full (max_msgs_per_subject),"
                            + " and its order is delivered again and again",
                    "nats stream edit {stream} --no-discard-per-subject"),
            warned("max_msgs_per_subject", found -> isLimited(found, "max_msgs_per_subject")
                    && !found.stream().flag("discard_new_per_subject"),
                    "an order takes the place of an earlier one with its id, also of one that nobody has cooked, and a dead"
                            + " letter that of an earlier one",
                    "nats stream edit {stream} --max-msgs-per-subject=-1"),
            new Inspection(Where.STREAM, "max_msg_size", ADAPTED,
                    found -> isLimited(found, "max_msg_size") && found.stream().number("max_msg_size") < SMALLEST_LETTER,
                    "a dead letter may not fit, and its order is then delivered again and again",
                    "nats stream edit {stream} --max-msg-size=-1"),
            warned("max_age", found -> isLimited(found, "max_age")
                    && found.stream().duration("max_age").compareTo(SHORT_AGE) < 0,
                    "the server drops what is older, also orders that nobody has cooked; and an order that comes again after"
                            + " its delivery was dropped is delivered twice",
                    "nats stream edit {stream} --max-age=7d"),
            warned("retention", found -> !found.stream().text("retention").equals("limits"),
                    "the server drops a delivery or a dead letter once its consumers have it, and at once where there is no"
                            + " consumer for it; an order that comes again after that is delivered twice",
                    ""),
            warned("storage", found -> found.stream().text("storage").equals("memory"),
                    "orders, deliveries and dead letters are lost when the server restarts", ""),
            warned("persist_mode", found -> found.stream().text("persist_mode").equals("async"),
                    "the server confirms a delivery before it has written it, and loses it if it is killed", ""),
            new Inspection(Where.STREAM, "sources", USED, StreamInspections::hasNoOrders,
                    "it does not take " + TO_COOK + " (subjects) either, so no order can come",
                    "nats stream edit {stream} --subjects 'orders.>'"),
            silent("subject_delete_marker_ttl", ADAPTED),
            silent("consumer_limits", ADAPTED),
            used("max_consumers"),
            used("num_replicas"),
            used("duplicate_window"),
            used("placement"),
            used("compression"),
            used("first_seq"),
            used("republish"),
            used("allow_direct"),
            used("mirror_direct"),
            used("deny_delete"),
            used("deny_purge"),
            used("allow_rollup_hdrs"),
            used("allow_msg_ttl"),
            used("allow_atomic"),
            used("allow_msg_schedules"),
            used("allow_batched"),
            used("template_owner"),
            used("metadata"));

    private StreamInspections() {
    }

    private static boolean missesOurs(Found found) {
        List<String> subjects = found.stream().texts("subjects");
        return !Subjects.cover(subjects, DELIVERIES) || !Subjects.cover(subjects, LETTERS);
    }

    private static boolean hasNoOrders(Found found) {
        return !found.stream().has("sources")
                && found.stream().texts("subjects").stream().noneMatch(subject -> Subjects.overlap(subject, TO_COOK));
    }

    private static boolean transformsOurs(Found found) {
        if (!found.stream().has("subject_transform")) {
            return false;
        }
        String source = found.stream().object("subject_transform").text("src");
        String from = source.isEmpty() ? ">" : source;
        return List.of(TO_COOK, DELIVERIES, LETTERS).stream().anyMatch(ours -> Subjects.overlap(from, ours));
    }

    private static boolean discardsNew(Found found) {
        return found.stream().text("discard").equals("new");
    }

    // Absent, 0 and -1 all mean that there is no limit.
    private static boolean isLimited(Found found, String property) {
        return found.stream().number(property) > 0;
    }

    private static Inspection used(String property) {
        return silent(property, USED);
    }

    private static Inspection silent(String property, Decision decision) {
        return Inspection.silent(Where.STREAM, property, decision);
    }

    private static Inspection warned(String property, Predicate<Found> applies, String sentence, String command) {
        return new Inspection(Where.STREAM, property, WARNED, applies, sentence, command);
    }

    private static Inspection refused(String property, Predicate<Found> applies, String sentence, String command) {
        return new Inspection(Where.STREAM, property, REFUSED, applies, sentence, command);
    }
}
