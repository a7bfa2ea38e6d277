package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.grpc.Status;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;

/**
 * What is shown and watched, asked of a real Prometheus while orders go by: the one whose API PROMETHEUS_URL leads to, and to
 * which
 * comes what is sent to OTLP_METRICS_URL, or else to port 4318 of this machine.
 */
@Tag("alone")
@EnabledIfEnvironmentVariable(named = "PROMETHEUS_URL", matches = "http.+")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrometheusIT {

    private static final Path OBSERVABILITY = Path.of("src/main/observability");
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Pattern SELECTOR = Pattern.compile("\\bmaestro_\\w+\\{[^}]*}");

    private final ScheduledExecutorService customers = Executors.newSingleThreadScheduledExecutor();
    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();
    private PackagedMaestro maestro;

    @BeforeAll
    void open() throws Exception {
        maestro = PackagedMaestro.start(pizzeria, Map.of(
                "MAESTRO_OPENTELEMETRY_ENABLED", "true",
                "QUARKUS_MICROMETER_EXPORT_OTLP_URL",
                Optional.ofNullable(System.getenv("OTLP_METRICS_URL")).orElse("http://localhost:4318/v1/metrics"),
                "QUARKUS_MICROMETER_EXPORT_OTLP_STEP", "5s",
                "MAESTRO_SMOKING_DURATION_IN_SECONDS", "0.05",
                "MAESTRO_PROBABILITY_OF_OVERSMOKING", "0.5",
                "MAESTRO_FETCH_MAX_WAIT_IN_SECONDS", "0.5",
                "MAESTRO_PERIOD_BETWEEN_LUNCH_IN_SECONDS", "2",
                "MAESTRO_LUNCH_DURATION_IN_SECONDS", "0.1",
                "MAESTRO_HAND_BACK_DELAY_IN_SECONDS", "0.1"));
        customers.scheduleWithFixedDelay(this::order, 0, 500, TimeUnit.MILLISECONDS);
    }

    // One to cook, one to hand back first, one that is no order.
    private void order() {
        pizzeria.place();
        String tired = Pizzeria.newId();
        pizzeria.panettiere().refuse(tired, Status.ABORTED);
        pizzeria.place(tired, Pizzeria.order(tired, "small", ""));
        pizzeria.place(Pizzeria.newId(), "no order");
    }

    @AfterAll
    void close() {
        customers.shutdownNow();
    }

    @Test
    void everyPanelOfTheDashboardShowsSomething() throws Exception {
        List<String> expressions = new ObjectMapper().readTree(OBSERVABILITY.resolve("maestro-dashboard.json").toFile())
                .findValuesAsText("expr").stream()
                .map(expression -> expression.replace("$instance", ".*").replace("$__rate_interval", "1m").replace("$__range",
                        "5m"))
                .toList();

        assertThat(expressions).hasSizeGreaterThan(30).noneMatch(expression -> expression.contains("$"));
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(expressions).filteredOn(expression -> !hasData(expression)).isEmpty());
    }

    @Test
    void whatTheAlertsWatchIsThere() throws Exception {
        List<String> selectors = SELECTOR.matcher(Files.readString(OBSERVABILITY.resolve("maestro-alerts.yaml"))).results()
                .map(MatchResult::group).distinct().toList();

        assertThat(selectors).hasSizeGreaterThan(5);
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(selectors).filteredOn(selector -> !hasData(selector)).isEmpty());
    }

    @Test
    void everyAlertIsLoadedAndEvaluated() throws Exception {
        List<String> alerts = new YAMLMapper().readTree(new File("src/main/observability/maestro-alerts.yaml"))
                .findValuesAsText("alert");

        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(
                ask("/api/v1/rules").<String> getList("data.groups.rules.flatten().findAll { it.health == 'ok' }.name"))
                .containsAll(alerts));
    }

    private static boolean hasData(String expression) {
        return Stream.of(ask("/api/v1/query", "query", expression).<String> getList("data.result.collect { it.value[1] }"))
                .flatMap(List::stream).anyMatch(value -> !value.equals("NaN"));
    }

    private static JsonPath ask(String path, String... parameter) {
        var request = RestAssured.given();
        if (parameter.length == 2) {
            request.queryParam(parameter[0], parameter[1]);
        }
        return request.get(System.getenv("PROMETHEUS_URL") + path).then().statusCode(200).extract().jsonPath();
    }
}
