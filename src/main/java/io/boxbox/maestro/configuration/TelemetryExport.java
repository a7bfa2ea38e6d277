package io.boxbox.maestro.configuration;

import static io.boxbox.maestro.configuration.TelemetrySettings.MICROMETER;
import static io.boxbox.maestro.configuration.TelemetrySettings.OTLP;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Where traces, metrics and logs go, and from whom: one resource and one endpoint for all three, each of which follows from
 * several settings. OpenTelemetry's
 * <a href="https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/">standard variables</a> win over
 * the service's own settings, and Quarkus's properties over both. Metrics are Micrometer's and the rest is OpenTelemetry's, so
 * each of them is told in its own words.
 */
final class TelemetryExport {

    private static final String GRPC = "grpc";
    private static final String HTTP = "http/protobuf";
    private static final int HTTP_PORT = 4318;
    // Quarkus takes a blank one for "nowhere", and an empty one for the default.
    private static final String NOWHERE = " ";

    private final Function<String, Optional<String>> settings;
    private final Map<String, String> derived = new HashMap<>();

    private TelemetryExport(Function<String, Optional<String>> settings) {
        this.settings = settings;
    }

    /**
     * Quarkus's own properties that follow from the settings.
     *
     * @param settings gives the value of a property: as it is set, if it is, and otherwise its default, if it has one
     */
    static Map<String, String> from(Function<String, Optional<String>> settings) {
        TelemetryExport all = new TelemetryExport(settings);
        all.switches();
        all.resource();
        all.endpoint("traces");
        all.endpoint("logs");
        all.endpoint("metrics");
        all.headers();
        return all.derived;
    }

    private void switches() {
        boolean enabled = standard("sdk.disabled").map(disabled -> !disabled.equalsIgnoreCase("true"))
                .orElseGet(() -> Boolean.parseBoolean(settings.apply("maestro.opentelemetry.enabled").orElseThrow()));
        derived.put("quarkus.otel.sdk.disabled", String.valueOf(!enabled));
        boolean disabled = settings.apply("quarkus.otel.sdk.disabled").map(Boolean::parseBoolean).orElse(!enabled);
        derived.put(MICROMETER + "publish", String.valueOf(!disabled && isExported("metrics")));
        // "Low memory" is delta wherever a library has to choose once for all kinds.
        derived.put(MICROMETER + "aggregation-temporality", standard("exporter.otlp.metrics.temporality.preference")
                .filter(preference -> !preference.equalsIgnoreCase("cumulative")).map(preference -> "delta")
                .orElse("cumulative"));
    }

    private void resource() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("service.namespace", "box-box");
        attributes.put("service.instance.id", "${quarkus.uuid}");
        settings.apply("maestro.app.version")
                .ifPresent(version -> attributes.put("service.version", Spelling.literal(version)));
        standard("resource.attributes").map(TelemetryExport::pairs).ifPresent(given -> given.forEach(
                (name, value) -> attributes.put(name, Spelling.literal(value))));
        String inAttributes = attributes.remove("service.name");
        standard("service.name").map(Spelling::literal).or(() -> Optional.ofNullable(inAttributes))
                .or(() -> settings.apply("maestro.app.name").map(Spelling::literal))
                .ifPresent(name -> derived.put("quarkus.otel.service.name", name));
        derived.put("quarkus.otel.resource.attributes", list(attributes));
    }

    private void endpoint(String signal) {
        Optional<String> own = standard("exporter.otlp." + signal + ".endpoint");
        URI endpoint = own.or(() -> standard("exporter.otlp.endpoint")).map(this::url).orElseGet(this::maestros);
        String protocol = standard("exporter.otlp." + signal + ".protocol").or(() -> standard("exporter.otlp.protocol"))
                .map(name -> name.startsWith("http/") ? HTTP : GRPC)
                .orElse(endpoint.getPort() == HTTP_PORT || !path(endpoint).isEmpty() ? HTTP : GRPC);
        String base = endpoint.getScheme() + "://" + endpoint.getAuthority();
        String whole = base + path(endpoint);
        String suffix = "/v1/" + signal;
        if (signal.equals("metrics")) {
            metricsUrl(own, protocol, endpoint, whole + (own.isPresent() ? "" : suffix));
        }
        // Quarkus adds the signal's own path.
        String where = protocol.equals(GRPC) ? base
                : whole.endsWith(suffix) ? whole.substring(0, whole.length() - suffix.length()) : whole;
        derived.put(OTLP + signal + ".endpoint", isExported(signal) ? Spelling.literal(where) : NOWHERE);
        derived.putIfAbsent(OTLP + signal + ".protocol", protocol);
    }

    // Micrometer's own property wins, and speaks HTTP. Otherwise metrics go with the rest; the URL is for collectors whose gRPC
    // takes no metrics.
    private void metricsUrl(Optional<String> own, String protocol, URI endpoint, String overHttp) {
        if (settings.apply(MICROMETER + "url").isPresent()) {
            derived.put(OTLP + "metrics.protocol", HTTP);
        }
        derived.put(MICROMETER + "url", Spelling.literal(protocol.equals(HTTP) ? overHttp
                : endpoint.getScheme() + "://" + endpoint.getHost() + ":" + HTTP_PORT + "/v1/metrics"));
    }

    private void headers() {
        standard("exporter.otlp.headers").map(TelemetryExport::pairs).ifPresent(headers -> {
            headers.replaceAll((name, value) -> Spelling.literal(value));
            derived.put(OTLP + "headers", list(headers));
        });
    }

    private boolean isExported(String signal) {
        return standard(signal + ".exporter").filter("none"::equals).isEmpty();
    }

    private URI maestros() {
        return URI.create("http://" + settings.apply("maestro.opentelemetry.endpoint").orElseThrow());
    }

    private URI url(String endpoint) {
        if (endpoint.contains("://")) {
            return URI.create(endpoint);
        }
        boolean secure = standard("exporter.otlp.insecure").filter("false"::equalsIgnoreCase).isPresent();
        return URI.create((secure ? "https://" : "http://") + endpoint);
    }

    private static String path(URI endpoint) {
        String path = endpoint.getPath() == null ? "" : endpoint.getPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private Optional<String> standard(String name) {
        return settings.apply("otel." + name);
    }

    // W3C baggage's form, as the standard has it: values are percent-encoded.
    private static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : text.split(",")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                pairs.put(pair.substring(0, equals).strip(), decoded(pair.substring(equals + 1).strip()));
            }
        }
        return pairs;
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }

    // As a list's elements are written in a property.
    private static String list(Map<String, String> pairs) {
        return pairs.entrySet().stream()
                .map(pair -> (pair.getKey() + "=" + pair.getValue()).replace("\\", "\\\\").replace(",", "\\,"))
                .collect(Collectors.joining(","));
    }
}
