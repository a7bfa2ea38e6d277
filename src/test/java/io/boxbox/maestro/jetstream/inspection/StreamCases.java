package io.boxbox.maestro.jetstream.inspection;

import static io.boxbox.maestro.jetstream.inspection.Decision.ADAPTED;
import static io.boxbox.maestro.jetstream.inspection.Decision.REFUSED;
import static io.boxbox.maestro.jetstream.inspection.Decision.USED;
import static io.boxbox.maestro.jetstream.inspection.Decision.WARNED;
import static io.boxbox.maestro.jetstream.inspection.StreamCase.consumer;
import static io.boxbox.maestro.jetstream.inspection.StreamCase.stream;

import java.util.List;
import java.util.Set;

/** What may be found, for each row of the table in docs/streams.md. */
final class StreamCases {

    /** No client can set these, or not on a single server. */
    static final Set<String> OUT_OF_REACH = Set.of("stream placement", "stream template_owner", "consumer direct",
            "consumer sourcing");

    private static final String SUBJECTS = ",\"subjects\":[\"orders.>\"]";
    private static final String FILTER = ",\"filter_subject\":\"orders.waiting_to_cook.*\"";
    private static final String SECOND = "000000000";

    static final List<StreamCase> ALL = List.of(
            stream(REFUSED, "no_ack", SUBJECTS + ",\"no_ack\":true").mended(SUBJECTS),
            stream(REFUSED, "mirror", ",\"mirror\":{\"name\":\"ELSEWHERE\"}"),
            stream(REFUSED, "sealed", SUBJECTS + ",\"sealed\":true"),
            stream(REFUSED, "subjects", ",\"subjects\":[\"orders.waiting_to_cook.*\"]").mended(SUBJECTS),
            stream(REFUSED, "subjects", ",\"subjects\":[\"orders.waiting_to_cook.*\",\"orders.waiting_delivery.*\"]")
                    .mended(SUBJECTS),
            stream(REFUSED, "subject_transform",
                    SUBJECTS + ",\"subject_transform\":{\"src\":\"orders.waiting_delivery.*\",\"dest\":\"orders.done.{{wildcard(1)}}\"}")
                    .mended(SUBJECTS),
            stream(REFUSED, "max_msgs", SUBJECTS + ",\"max_msgs\":1,\"discard\":\"new\"")
                    .mended(SUBJECTS + ",\"discard\":\"new\""),
            stream(REFUSED, "max_bytes", SUBJECTS + ",\"max_bytes\":300,\"discard\":\"new\"").mended(SUBJECTS),
            stream(REFUSED, "allow_msg_counter", SUBJECTS + ",\"allow_msg_counter\":true,\"allow_direct\":true"),
            stream(WARNED, "discard", SUBJECTS + ",\"max_msgs\":1000"),
            stream(WARNED, "discard_new_per_subject",
                    SUBJECTS + ",\"max_msgs_per_subject\":1,\"discard\":\"new\",\"discard_new_per_subject\":true"),
            stream(WARNED, "max_msgs_per_subject", SUBJECTS + ",\"max_msgs_per_subject\":1"),
            stream(WARNED, "max_age duplicate_window",
                    SUBJECTS + ",\"max_age\":600" + SECOND + ",\"duplicate_window\":1" + SECOND),
            stream(WARNED, "retention", SUBJECTS + ",\"retention\":\"workqueue\""),
            stream(WARNED, "storage", SUBJECTS + ",\"storage\":\"memory\""),
            stream(WARNED, "persist_mode", SUBJECTS + ",\"persist_mode\":\"async\""),
            stream(ADAPTED, "max_msg_size", SUBJECTS + ",\"max_msg_size\":4096"),
            stream(ADAPTED, "subject_delete_marker_ttl allow_msg_ttl allow_rollup_hdrs",
                    SUBJECTS + ",\"subject_delete_marker_ttl\":5" + SECOND
                            + ",\"allow_msg_ttl\":true,\"allow_rollup_hdrs\":true"),
            stream(ADAPTED, "consumer_limits", SUBJECTS + ",\"consumer_limits\":{\"max_ack_pending\":500}"),
            stream(USED, "name description max_consumers num_replicas deny_delete deny_purge allow_direct",
                    SUBJECTS + ",\"description\":\"another's\",\"max_consumers\":5,\"num_replicas\":1,\"deny_delete\":true,"
                            + "\"deny_purge\":true,\"allow_direct\":true"),
            stream(USED, "sources mirror_direct", SUBJECTS + ",\"sources\":[{\"name\":\"ELSEWHERE\"}]"),
            stream(USED, "republish", SUBJECTS + ",\"republish\":{\"src\":\"orders.>\",\"dest\":\"copy.>\"}"),
            stream(USED, "compression first_seq metadata",
                    SUBJECTS + ",\"compression\":\"s2\",\"first_seq\":1000,\"metadata\":{\"a\":\"b\"}"),
            stream(USED, "allow_atomic", SUBJECTS + ",\"allow_atomic\":true"),
            stream(USED, "allow_msg_schedules", SUBJECTS + ",\"allow_msg_schedules\":true,\"allow_rollup_hdrs\":true"),
            stream(USED, "allow_batched", SUBJECTS + ",\"allow_batched\":true"),
            consumer(REFUSED, "ack_policy", FILTER + ",\"ack_policy\":\"all\""),
            consumer(REFUSED, "ack_policy", FILTER + ",\"ack_policy\":\"none\""),
            consumer(REFUSED, "deliver_subject flow_control idle_heartbeat deliver_group rate_limit_bps",
                    FILTER + ",\"ack_policy\":\"explicit\",\"deliver_subject\":\"push.here\",\"idle_heartbeat\":1" + SECOND
                            + ",\"flow_control\":true"),
            consumer(REFUSED, "filter_subject", ",\"ack_policy\":\"explicit\""),
            consumer(REFUSED, "filter_subject", ",\"ack_policy\":\"explicit\",\"filter_subject\":\"orders.>\""),
            consumer(REFUSED, "filter_subject", ",\"ack_policy\":\"explicit\",\"filter_subject\":\"orders.*.*\""),
            consumer(REFUSED, "filter_subject",
                    ",\"ack_policy\":\"explicit\",\"filter_subject\":\"orders.waiting_delivery.*\""),
            consumer(REFUSED, "filter_subjects",
                    ",\"ack_policy\":\"explicit\",\"filter_subjects\":[\"orders.waiting_to_cook.*\",\"orders.dead_letter.*\"]"),
            consumer(REFUSED, "headers_only", explicit(",\"headers_only\":true")).mended(explicit("")),
            consumer(REFUSED, "priority_policy priority_groups",
                    explicit(",\"priority_policy\":\"overflow\",\"priority_groups\":[\"a\"]")),
            consumer(REFUSED, "priority_policy priority_groups priority_timeout",
                    explicit(",\"priority_policy\":\"pinned_client\",\"priority_groups\":[\"a\"],\"priority_timeout\":5"
                            + SECOND)),
            consumer(REFUSED, "priority_policy priority_groups",
                    explicit(",\"priority_policy\":\"prioritized\",\"priority_groups\":[\"a\"]")),
            consumer(ADAPTED, "max_deliver", explicit(",\"max_deliver\":3")),
            consumer(ADAPTED, "ack_wait", explicit(",\"ack_wait\":1" + SECOND)),
            consumer(ADAPTED, "backoff", explicit(",\"max_deliver\":5,\"backoff\":[1" + SECOND + ",2" + SECOND + "]")),
            consumer(ADAPTED, "max_ack_pending", explicit(",\"max_ack_pending\":1")),
            consumer(ADAPTED, "max_waiting", explicit(",\"max_waiting\":1")),
            consumer(ADAPTED, "max_batch", explicit(",\"max_batch\":1")),
            consumer(ADAPTED, "max_expires", explicit(",\"max_expires\":500000000")),
            consumer(ADAPTED, "max_expires", explicit(",\"max_expires\":1000000")),
            consumer(ADAPTED, "max_bytes", explicit(",\"max_bytes\":100")),
            consumer(WARNED, "inactive_threshold", explicit(",\"inactive_threshold\":60" + SECOND)),
            consumer(WARNED, "mem_storage", explicit(",\"mem_storage\":true")),
            consumer(WARNED, "deliver_policy", explicit(",\"deliver_policy\":\"new\"")),
            consumer(WARNED, "deliver_policy opt_start_seq",
                    explicit(",\"deliver_policy\":\"by_start_sequence\",\"opt_start_seq\":1")),
            consumer(WARNED, "deliver_policy opt_start_time",
                    explicit(",\"deliver_policy\":\"by_start_time\",\"opt_start_time\":\"2020-01-01T00:00:00Z\"")),
            consumer(WARNED, "replay_policy", explicit(",\"replay_policy\":\"original\"")),
            consumer(WARNED, "pause_until", explicit(",\"pause_until\":\"{soon}\"")),
            consumer(WARNED, "durable_name", explicit(",\"name\":\"{name}\",\"inactive_threshold\":60" + SECOND)),
            consumer(USED, "name description sample_freq num_replicas metadata",
                    explicit(",\"sample_freq\":\"10%\",\"num_replicas\":1,"
                            + "\"metadata\":{\"a\":\"b\"}")));

    private StreamCases() {
    }

    private static String explicit(String more) {
        return FILTER + ",\"ack_policy\":\"explicit\"" + more;
    }
}
