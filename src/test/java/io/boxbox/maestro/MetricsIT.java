package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.boxbox.maestro.testing.Documents;
import io.boxbox.maestro.testing.OtlpReceiver;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.grpc.Status;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;

/** The metrics, as a real OTLP receiver gets them after some orders of each kind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsIT {

    private static final int ORDERS = 12;
    private static final Pattern METRIC_IN_PROMETHEUS = Pattern.compile(
            "\\b(maestro_|jvm_|process_|grpc_|netty_)[a-z_]+\\b");

    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();
    @AutoClose
    private final OtlpReceiver receiver = new OtlpReceiver();
    private PackagedMaestro maestro;

    @BeforeAll
    void open() throws Exception {
        maestro = PackagedMaestro.start(pizzeria, receiver.with(Map.of(
                "MAESTRO_SMOKING_DURATION_IN_SECONDS", "0.02",
                "MAESTRO_PROBABILITY_OF_OVERSMOKING", "0.5",
                "MAESTRO_OVERSMOKING_FACTOR", "3",
                "MAESTRO_FETCH_MAX_WAIT_IN_SECONDS", "0.5",
                "MAESTRO_PERIOD_BETWEEN_LUNCH_IN_SECONDS", "1",
                "MAESTRO_LUNCH_DURATION_IN_SECONDS", "0.1",
                "MAESTRO_HAND_BACK_DELAY_IN_SECONDS", "0.1")));
        String again = Pizzeria.newId();
        Stream.concat(Stream.of(again), Stream.generate(Pizzeria::newId).limit(ORDERS - 2))
                .forEach(id -> pizzeria.place(id, Pizzeria.order(id, "small", "")));
        String tired = Pizzeria.newId();
        pizzeria.panettiere().refuse(tired, Status.ABORTED);
        pizzeria.place(tired, Pizzeria.order(tired, "small", ""));
        pizzeria.awaitDelivery(again);
        pizzeria.place(again, Pizzeria.order(again, "small", ""));
        String impossible = Pizzeria.newId();
        pizzeria.panettiere().refuse(impossible, Status.UNIMPLEMENTED);
        pizzeria.place(impossible, Pizzeria.order(impossible, "small", ""));
        pizzeria.place(Pizzeria.newId(), "no order");
        pizzeria.awaitDelivery(tired);
        pizzeria.awaitQuiet();
        await().atMost(30, TimeUnit.SECONDS).until(() -> sum("maestro.orders", "outcome", "delivered") == ORDERS
                && sum("maestro.orders", "outcome", "already_delivered") == 1
                && sum("maestro.lunch.count", "", "") > 0
                && point("maestro.orders.waiting", Map.of()) == 0
                && histogram("maestro.smoke.duration", Map.of("oversmoking", "true")).getCount() > 0
                && histogram("maestro.smoke.duration", Map.of("oversmoking", "false")).getCount() > 0
                // The one that was delivered before is not cooked again, if that was seen in time.
                && sum("maestro.smoke.count", "", "") >= ORDERS);
    }

    @Test
    void theTableInTheDocumentsIsWhatIsSent() throws Exception {
        Set<String> sent = new TreeSet<>();
        receiver.metrics().stream().filter(metric -> metric.getName().startsWith("maestro."))
                .collect(Collectors.groupingBy(Metric::getName))
                .forEach((name, metrics) -> sent.add(row(name, metrics)));
        Set<String> documented = Documents.lines("docs/telemetry.md").stream()
                .filter(line -> line.startsWith("| `maestro.") && line.split("\\|").length == 6)
                .map(line -> line.substring(0, line.lastIndexOf('|', line.length() - 2) + 1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(sent).isEqualTo(documented);
    }

    @ParameterizedTest
    @ValueSource(strings = { "maestro-dashboard.json", "maestro-alerts.yaml" })
    void whatIsShownAndWatchedExists(String file) throws Exception {
        Set<String> used = METRIC_IN_PROMETHEUS.matcher(Files.readString(Path.of("src/main/observability", file))).results()
                .map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
        Set<String> sent = receiver.metrics().stream().flatMap(MetricsIT::namesInPrometheus).collect(Collectors.toSet());

        assertThat(used).hasSizeGreaterThan(5).isSubsetOf(sent);
    }

    @Test
    void ordersAreCountedByOutcomeAndReason() {
        assertThat(point("maestro.orders", Map.of("outcome", "delivered", "reason", "none"))).isEqualTo(ORDERS);
        assertThat(point("maestro.orders", Map.of("outcome", "already_delivered", "reason", "none"))).isEqualTo(1);
        assertThat(point("maestro.orders", Map.of("outcome", "handed_back", "reason", "aborted"))).isEqualTo(1);
        assertThat(point("maestro.orders", Map.of("outcome", "dead_letter", "reason", "unimplemented"))).isEqualTo(1);
        assertThat(point("maestro.orders", Map.of("outcome", "dead_letter", "reason", "not_json"))).isEqualTo(1);
    }

    @Test
    void doughIsTimedByStatus() {
        assertThat(histogram("maestro.dough.duration", Map.of("status", "OK")).getCount()).isBetween((long) ORDERS,
                ORDERS + 1L);
        assertThat(histogram("maestro.dough.duration", Map.of("status", "ABORTED")).getCount()).isEqualTo(1);
        assertThat(histogram("maestro.dough.duration", Map.of("status", "UNIMPLEMENTED")).getCount()).isEqualTo(1);
    }

    @Test
    void ordersAreTimedFromTheirArrival() {
        HistogramDataPoint duration = histogram("maestro.order.duration", Map.of());

        assertThat(duration.getCount()).isEqualTo(ORDERS);
        assertThat(duration.getSum()).isGreaterThan(0.02 * (ORDERS - 2));
        assertThat(duration.getExplicitBoundsList()).contains(0.005, 1.0, 3_600.0).isSorted();
    }

    @Test
    void breaksAreCountedAndTimedAsTheyWere() {
        HistogramDataPoint plain = histogram("maestro.smoke.duration", Map.of("oversmoking", "false"));
        HistogramDataPoint over = histogram("maestro.smoke.duration", Map.of("oversmoking", "true"));

        assertThat(plain.getCount()).isEqualTo((long) point("maestro.smoke.count", Map.of("oversmoking", "false")));
        assertThat(over.getCount()).isEqualTo((long) point("maestro.smoke.count", Map.of("oversmoking", "true")));
        assertThat(plain.getSum() / plain.getCount()).isGreaterThanOrEqualTo(0.02);
        assertThat(over.getSum() / over.getCount()).isGreaterThanOrEqualTo(0.06);
        HistogramDataPoint lunch = histogram("maestro.lunch.duration", Map.of());
        assertThat(lunch.getSum() / lunch.getCount()).isGreaterThanOrEqualTo(0.1);
    }

    @Test
    void theStateOfMaestroAndBrokerIsTold() {
        assertThat(point("maestro.nats.connected", Map.of())).isEqualTo(1);
        assertThat(point("maestro.nats.consuming", Map.of())).isEqualTo(1);
        assertThat(point("maestro.nats.reconnects", Map.of())).isZero();
        assertThat(point("maestro.orders.held", Map.of())).isZero();
        assertThat(point("maestro.panettiere.asleep", Map.of())).isZero();
        // One who changes from one state to another just then may be counted in both or in none.
        await().untilAsserted(() -> assertThat(
                receiver.metrics("maestro.maestros").stream().flatMap(metric -> metric.getGauge().getDataPointsList().stream())
                        .mapToDouble(NumberDataPoint::getAsDouble).sum())
                .isEqualTo(1));
    }

    @Test
    void quarkusTellsOfGrpcJvmAndNettyToo() {
        assertThat(receiver.metrics()).extracting(Metric::getName).contains("grpc.client.processing.duration",
                "jvm.memory.used", "process.cpu.usage").anyMatch(name -> name.startsWith("netty."));
    }

    @Test
    void tracesLogsAndMetricsComeFromTheSameResource() {
        await().until(() -> !receiver.spans().isEmpty() && !receiver.logs().isEmpty());

        assertThat(receiver.resources().values().stream().flatMap(List::stream)
                .map(resource -> OtlpReceiver.attributes(resource.getAttributesList()))
                .map(all -> List.of(all.get("service.name"), all.get("service.namespace"), all.get("service.version"),
                        all.get("service.instance.id")))
                .distinct().toList())
                .singleElement()
                .satisfies(resource -> assertThat(resource).startsWith("maestro", "box-box").doesNotContainNull());
    }

    // As Prometheus translates OTLP by default: dots become underscores, and unit and kind are appended.
    private static Stream<String> namesInPrometheus(Metric metric) {
        String name = metric.getName().replace('.', '_');
        String unit = switch (metric.getUnit()) {
            case "s", "seconds" -> "_seconds";
            case "bytes", "By" -> "_bytes";
            default -> "";
        };
        String withUnit = name.endsWith(unit) ? name : name + unit;
        return switch (metric.getDataCase()) {
            case SUM -> Stream.of(withUnit + "_total");
            case HISTOGRAM -> Stream.of(withUnit + "_bucket", withUnit + "_sum", withUnit + "_count");
            default -> Stream.of(withUnit);
        };
    }

    private static String row(String name, List<Metric> metrics) {
        Metric any = metrics.get(0);
        String kind = switch (any.getDataCase()) {
            case SUM -> "counter";
            case GAUGE -> "gauge";
            case HISTOGRAM -> "histogram";
            default -> any.getDataCase().name();
        };
        String attributes = metrics.stream().flatMap(MetricsIT::attributes).flatMap(each -> each.keySet().stream())
                .distinct().sorted().map(each -> "`" + each + "`").collect(Collectors.joining(", "));
        return "| `" + name + "` | " + kind + " |" + (any.getUnit().isEmpty() ? " " : " `" + any.getUnit() + "` ") + "|"
                + (attributes.isEmpty() ? " " : " " + attributes + " ") + "|";
    }

    private static Stream<Map<String, String>> attributes(Metric metric) {
        return Stream.of(metric.getSum().getDataPointsList().stream().map(NumberDataPoint::getAttributesList),
                metric.getGauge().getDataPointsList().stream().map(NumberDataPoint::getAttributesList),
                metric.getHistogram().getDataPointsList().stream().map(HistogramDataPoint::getAttributesList))
                .flatMap(all -> all).map(OtlpReceiver::attributes);
    }

    private double sum(String name, String attribute, String value) {
        return points(name).filter(point -> attribute.isEmpty()
                || value.equals(OtlpReceiver.attributes(point.getAttributesList()).get(attribute)))
                .mapToDouble(NumberDataPoint::getAsDouble).sum();
    }

    private double point(String name, Map<String, String> attributes) {
        return points(name).filter(point -> OtlpReceiver.attributes(point.getAttributesList()).equals(attributes))
                .mapToDouble(NumberDataPoint::getAsDouble).findFirst().orElse(-1);
    }

    private Stream<NumberDataPoint> points(String name) {
        return receiver.metrics(name).stream().flatMap(metric -> Stream.of(metric.getSum().getDataPointsList(),
                metric.getGauge().getDataPointsList()).flatMap(Collection::stream));
    }

    private HistogramDataPoint histogram(String name, Map<String, String> attributes) {
        return receiver.metrics(name).stream().flatMap(metric -> metric.getHistogram().getDataPointsList().stream())
                .filter(point -> OtlpReceiver.attributes(point.getAttributesList()).equals(attributes))
                .findFirst().orElse(HistogramDataPoint.getDefaultInstance());
    }
}
