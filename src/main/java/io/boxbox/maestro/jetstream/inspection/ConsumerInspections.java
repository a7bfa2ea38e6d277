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

/** The decisions about a consumer, for each property of a consumer's configuration up to nats-server 2.15. */
final class ConsumerInspections {

    private static final String ORDERS = OrderSubjects.WAITING_TO_COOK + ".>";
    private static final String MAKE_AGAIN = "nats consumer rm {stream} {consumer}";
    private static final String EDIT = "nats consumer edit {stream} {consumer} ";
    // Signals go out at a third of the wait: sooner than this, one that is late is too late.
    private static final Duration SHORT_WAIT = Duration.ofMillis(300);

    static final List<Inspection> ALL = List.of(
            refused("deliver_subject", found -> !found.consumer().text("deliver_subject").isEmpty(),
                    "a push consumer sends orders to those who listen, and cannot be pulled from. Maestro makes a pull consumer"
                            + " in its place if there is none",
                    MAKE_AGAIN),
            refused("ack_policy", found -> !found.consumer().text("ack_policy").equals("explicit"),
                    "an order that has to be delivered again counts as settled, and is lost. Maestro makes the consumer again"
                            + " as it has to be",
                    MAKE_AGAIN),
            refused("filter_subject", found -> found.filters().size() < 2 && letsOthersThrough(found),
                    "the consumer lets through what is no order to cook, such as deliveries and dead letters. Maestro makes"
                            + " the consumer again as it has to be",
                    MAKE_AGAIN),
            refused("filter_subjects", found -> found.filters().size() > 1 && letsOthersThrough(found),
                    "the consumer lets through what is no order to cook, such as deliveries and dead letters. Maestro makes"
                            + " the consumer again as it has to be",
                    MAKE_AGAIN),
            refused("headers_only", found -> found.consumer().flag("headers_only"),
                    "orders come without their content", EDIT + "--no-headers-only"),
            refused("priority_policy", found -> isPrioritized(found.consumer().text("priority_policy")),
                    "only requests of a group get orders, and Maestro belongs to none. Maestro makes the consumer again as it"
                            + " has to be",
                    MAKE_AGAIN),
            new Inspection(Where.CONSUMER, "max_deliver", ADAPTED, found -> found.consumer().number("max_deliver") > 0,
                    "an order that fails so often becomes a dead letter. One whose Maestro is killed in its last delivery does"
                            + " too, in most cases",
                    EDIT + "--max-deliver=-1"),
            new Inspection(Where.CONSUMER, "ack_wait", ADAPTED, found -> isShort(found.consumer().duration("ack_wait")),
                    "signals that an order is in progress may come too late, and it is then cooked more than once",
                    EDIT + "--wait=30s"),
            new Inspection(Where.CONSUMER, "backoff", ADAPTED,
                    found -> found.consumer().durations("backoff").stream().anyMatch(wait -> isShort(wait)),
                    "signals that an order is in progress may come too late, and it is then cooked more than once",
                    EDIT + "--backoff=none --wait=30s"),
            warned("durable_name", found -> found.consumer().text("durable_name").isEmpty(),
                    "the server deletes the consumer when nobody uses it for a while. Maestro makes it again, and then looks"
                            + " at every order in the stream for its delivery",
                    MAKE_AGAIN),
            warned("inactive_threshold", found -> !found.consumer().duration("inactive_threshold").isZero(),
                    "the server deletes the consumer when nobody uses it for so long. Maestro makes it again,"
                            + " and then looks at every order in the stream for its delivery",
                    MAKE_AGAIN + " (and check consumer_limits of the stream)"),
            warned("mem_storage", found -> found.consumer().flag("mem_storage"),
                    "the consumer is gone when the server restarts. Maestro makes it again, and then looks at every order in"
                            + " the stream for its delivery",
                    MAKE_AGAIN),
            warned("deliver_policy", found -> !found.consumer().text("deliver_policy").equals("all"),
                    "orders that were in the stream before are not all cooked", MAKE_AGAIN),
            warned("replay_policy", found -> found.consumer().text("replay_policy").equals("original"),
                    "orders that wait come no faster than they were placed", MAKE_AGAIN),
            warned("pause_until", found -> found.consumerInfo().flag("paused"),
                    "no order comes before that", "nats consumer resume {stream} {consumer}"),
            silent("max_ack_pending", ADAPTED),
            silent("max_waiting", ADAPTED),
            silent("max_batch", ADAPTED),
            silent("max_expires", ADAPTED),
            silent("max_bytes", ADAPTED),
            used("name"),
            used("description"),
            used("opt_start_seq"),
            used("opt_start_time"),
            used("rate_limit_bps"),
            used("sample_freq"),
            used("flow_control"),
            used("deliver_group"),
            used("idle_heartbeat"),
            used("num_replicas"),
            used("direct"),
            used("sourcing"),
            used("metadata"),
            used("priority_groups"),
            used("priority_timeout"));

    private ConsumerInspections() {
    }

    private static boolean letsOthersThrough(Found found) {
        return found.filters().isEmpty() || !found.filters().stream().allMatch(filter -> Subjects.covers(ORDERS, filter));
    }

    private static boolean isPrioritized(String policy) {
        return !policy.isEmpty() && !policy.equals("none");
    }

    private static boolean isShort(Duration wait) {
        return !wait.isZero() && wait.compareTo(SHORT_WAIT) < 0;
    }

    private static Inspection used(String property) {
        return silent(property, USED);
    }

    private static Inspection silent(String property, Decision decision) {
        return Inspection.silent(Where.CONSUMER, property, decision);
    }

    private static Inspection warned(String property, Predicate<Found> applies, String sentence, String command) {
        return new Inspection(Where.CONSUMER, property, WARNED, applies, sentence, command);
    }

    private static Inspection refused(String property, Predicate<Found> applies, String sentence, String command) {
        return new Inspection(Where.CONSUMER, property, REFUSED, applies, sentence, command);
    }
}
