package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;

import io.boxbox.maestro.testing.DeclaredSettings;
import io.boxbox.maestro.testing.Documents;
import io.boxbox.maestro.testing.NatsServer;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.Ports;
import io.nats.client.Options;
import io.restassured.RestAssured;

/** The manifests that the build has generated, read as a cluster reads them. */
class KubernetesIT {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String NAME = "app.kubernetes.io/name";
    private static final Path MANIFESTS = Path.of("target/kubernetes/kubernetes.yml");
    private static final String DEPLOYMENT = "docs/deployment.md";
    private static final Path KEDA = Path.of("src/main/kubernetes/keda.yml");

    private final DeclaredSettings settings = new DeclaredSettings();
    private final List<JsonNode> manifests = read(MANIFESTS);
    private final JsonNode deployment = manifest("Deployment");
    private final JsonNode pod = deployment.at("/spec/template/spec");
    private final JsonNode container = pod.at("/containers/0");
    private final JsonNode scaled = read(KEDA).get(0);
    private final JsonNode trigger = scaled.at("/spec/triggers/0");

    @ParameterizedTest
    @MethodSource("manifests")
    void kubernetesKnowsEveryFieldOfIt(JsonNode manifest) {
        validate(manifest);
    }

    @Test
    void aFieldThatKubernetesDoesNotKnowWouldBeFound() {
        ((ObjectNode) container.at("/securityContext")).put("readOnlyRootFileSystem", true);

        assertThatThrownBy(() -> validate(deployment)).hasMessageContaining("readOnlyRootFileSystem");
    }

    /** Kubernetes's own gRPC probe speaks no TLS, and the port of the probes stays plain when the other one does. */
    @ParameterizedTest
    @CsvSource({ "readinessProbe, /q/health/ready", "livenessProbe, /q/health/live", "startupProbe, /q/health/started" })
    void everyProbeIsPlainHttpOnTheProbesPort(String probe, String path) {
        JsonNode http = container.at("/" + probe + "/httpGet");

        assertThat(container.at("/" + probe + "/grpc").isMissingNode()).isTrue();
        assertThat(http.at("/path").asText()).isEqualTo(path);
        assertThat(http.at("/scheme").asText("HTTP")).isEqualTo("HTTP");
        assertThat(http.at("/port").asInt()).isEqualTo(9000).isIn(ports());
    }

    @Test
    void theProbesAskForWhatMaestroAnswers() throws Exception {
        try (Pizzeria pizzeria = Pizzeria.open(); PackagedMaestro maestro = PackagedMaestro.start(pizzeria, Map.of())) {
            pizzeria.awaitDelivery(pizzeria.place());

            for (String probe : List.of("readinessProbe", "livenessProbe", "startupProbe")) {
                assertThat(ask(pizzeria, probe)).as(probe).isEqualTo(200);
            }
            pizzeria.nats().kill();
            await().until(() -> ask(pizzeria, "readinessProbe") == 503);
            assertThat(ask(pizzeria, "livenessProbe")).isEqualTo(200);
        }
    }

    @Test
    void toApplyItAgainLeavesTheFleetAsLargeAsItIs() {
        assertThat(deployment.at("/spec").has("replicas")).isFalse();
    }

    @Test
    void aNotReadyMaestroIsTakenOutWithinTwoSecondsOfSayingSo() {
        assertThat(container.at("/readinessProbe/periodSeconds").asInt()
                * container.at("/readinessProbe/failureThreshold").asInt()).isLessThanOrEqualTo(2);
    }

    @Test
    void heHasNoRightsToSpeakOf() {
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
        assertThat(container.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").isBoolean()).isTrue();
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean()).isFalse();
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(texts(container.at("/securityContext/capabilities/drop"))).containsExactly("ALL");
    }

    @Test
    void hisServiceAccountHasNoToken() {
        JsonNode account = manifest("ServiceAccount");

        assertThat(pod.at("/serviceAccountName").asText()).isEqualTo(account.at("/metadata/name").asText());
        assertThat(pod.at("/automountServiceAccountToken").isBoolean()).isTrue();
        assertThat(pod.at("/automountServiceAccountToken").asBoolean()).isFalse();
        assertThat(pod.at("/enableServiceLinks").asBoolean(true)).as("variables for each service").isFalse();
        assertThat(account.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
    }

    @Test
    void hisMemoryIsLimited() {
        assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
        assertThat(container.at("/resources/requests/memory").asText()).isNotEmpty();
        assertThat(container.at("/resources/requests/cpu").asText()).isNotEmpty();
    }

    @Test
    void heIsGivenTheTimeThatHeTakesToLeave() {
        double leaving = Double.parseDouble(settings.defaultOf("maestro.leave-within-in-seconds"));

        // More: to give orders back, and to send the last telemetry.
        assertThat(pod.at("/terminationGracePeriodSeconds").asDouble()).isGreaterThanOrEqualTo(leaving + 5);
    }

    @Test
    void everySelectorFindsThePods() {
        Map<String, String> labels = map(deployment.at("/spec/template/metadata/labels"));

        assertThat(labels).containsEntry(NAME, "maestro");
        assertThat(List.of(deployment.at("/spec/selector/matchLabels"), manifest("Service").at("/spec/selector"),
                manifest("PodDisruptionBudget").at("/spec/selector/matchLabels"),
                manifest("NetworkPolicy").at("/spec/podSelector/matchLabels")))
                .allSatisfy(selector -> assertThat(labels.entrySet()).containsAll(map(selector).entrySet()))
                .noneSatisfy(selector -> assertThat(map(selector)).isEmpty());
    }

    @Test
    void aNewVersionCanBeRolledOut() {
        // A selector cannot be changed, and at no time is nobody at work.
        assertThat(map(deployment.at("/spec/selector/matchLabels"))).doesNotContainKey("app.kubernetes.io/version");
        assertThat(deployment.at("/spec/strategy/rollingUpdate/maxUnavailable").asInt(-1)).isZero();
    }

    @Test
    void oneMaestroAtATimeMayBeMovedEvenIfHeIsTheOnlyOne() {
        assertThat(manifest("PodDisruptionBudget").at("/spec/maxUnavailable").asInt()).isEqualTo(1);
    }

    @Test
    void heReachesWhatHisSettingsName() {
        JsonNode policy = manifest("NetworkPolicy").at("/spec");

        assertThat(texts(policy.at("/policyTypes"))).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(policy.at("/egress").findValues("port")).extracting(JsonNode::asInt)
                .contains(53, 4222, 8888, 4317, 4318);
        assertThat(policy.at("/egress")).allSatisfy(rule -> assertThat(rule.at("/to")).isNotEmpty());
        assertThat(policy.at("/ingress").findValues("port")).extracting(JsonNode::asInt).containsExactly(7777);
    }

    @Test
    void everySettingIsOneThatMaestroKnows() {
        JsonNode variables = manifest("ConfigMap");

        assertThat(container.at("/envFrom").findValuesAsText("name")).contains(variables.at("/metadata/name").asText());
        assertThat(map(variables.at("/data")).keySet()).isNotEmpty().allMatch(settings::isVariable);
    }

    @Test
    void everyVariableInTheDocumentsCommandsIsOneThatMaestroKnows() throws Exception {
        String commands = Documents.section(DEPLOYMENT, "## Kubernetes");

        assertThat(Pattern.compile("MAESTRO_\\w+").matcher(commands).results().map(MatchResult::group).toList())
                .hasSizeGreaterThan(3).allMatch(settings::isVariable);
    }

    /** A host is a Service's name, and that of a release of a Helm chart is the pods' label too. */
    @Test
    void heMayGoWhereHisSettingsSend() {
        Map<String, String> data = map(manifest("ConfigMap").at("/data"));
        Map<String, List<Integer>> allowed = StreamSupport
                .stream(manifest("NetworkPolicy").at("/spec/egress").spliterator(), false)
                .filter(rule -> rule.findValue(NAME) != null)
                .collect(Collectors.toMap(rule -> rule.findValue(NAME).asText(),
                        rule -> rule.findValues("port").stream().map(JsonNode::asInt).toList()));

        assertThat(allowed).containsOnlyKeys("nats", "panettiere", "opentelemetry-collector");
        assertThat(data).containsEntry("MAESTRO_NATS_HOST", "nats");
        assertThat(allowed.get("nats")).containsExactly(Integer.valueOf(settings.defaultOf("maestro.nats.port")));
        for (String variable : List.of("MAESTRO_PANETTIERE_CLIENT_ADDRESS", "MAESTRO_OPENTELEMETRY_ENDPOINT")) {
            String[] address = data.get(variable).split(":");
            assertThat(allowed.get(address[0])).as(variable).contains(Integer.valueOf(address[1]));
        }
    }

    @Test
    void theLoginIsASecretThatNeedNotBeThere() {
        JsonNode variables = StreamSupport.stream(container.at("/envFrom").spliterator(), false)
                .filter(from -> from.has("secretRef")).findFirst().orElseThrow().at("/secretRef");
        JsonNode files = pod.at("/volumes/0/secret");

        assertThat(variables.at("/name").asText()).isEqualTo(files.at("/secretName").asText()).isEqualTo("maestro-nats");
        assertThat(variables.at("/optional").asBoolean()).isTrue();
        assertThat(files.at("/optional").asBoolean()).isTrue();
        assertThat(container.at("/volumeMounts/0/readOnly").asBoolean()).isTrue();
        // Read by a group of which the process is a member.
        assertThat(files.at("/defaultMode").asInt()).isEqualTo(0440);
        assertThat(pod.at("/securityContext/fsGroup").asInt()).isPositive();
    }

    @Test
    void theDocumentsSecretLogsIn() throws Exception {
        Map<String, String> login = literals("MAESTRO_NATS_USERNAME");
        NatsServer nats = NatsServer.configured("authorization { user: " + login.get("MAESTRO_NATS_USERNAME")
                + ", password: basilico }");
        login.replace("MAESTRO_NATS_PASSWORD", "basilico");
        try (Pizzeria pizzeria = new Pizzeria(nats, new Options.Builder().server(nats.url()).userInfo("maestro", "basilico"));
                PackagedMaestro maestro = PackagedMaestro.start(pizzeria, login)) {
            pizzeria.awaitDelivery(pizzeria.place());
        }
    }

    @Test
    void theDocumentsKeyIsWhereItsVariableSaysIt() throws Exception {
        String file = Pattern.compile("--from-file=(\\S+)").matcher(Documents.section(DEPLOYMENT, "## Kubernetes")).results()
                .map(match -> match.group(1)).collect(Collectors.joining());

        assertThat(literals("MAESTRO_NATS_NKEY_FILE")).containsEntry("MAESTRO_NATS_NKEY_FILE",
                container.at("/volumeMounts/0/mountPath").asText() + "/" + file);
    }

    // What the one command that sets this variable puts into the Secret.
    private static Map<String, String> literals(String variable) throws IOException {
        return Stream.of(Documents.section(DEPLOYMENT, "## Kubernetes").split("kubectl create secret"))
                .filter(command -> command.contains(variable))
                .map(command -> Pattern.compile("--from-literal=(\\w+)=(\\S+)").matcher(command).results()
                        .collect(Collectors.toMap(match -> match.group(1), match -> match.group(2))))
                .collect(Collectors.collectingAndThen(Collectors.toList(), all -> {
                    assertThat(all).hasSize(1);
                    return all.get(0);
                }));
    }

    @Test
    void theFleetGrowsByTheConsumersLag() throws Exception {
        assertThat(scaled.at("/kind").asText()).isEqualTo("ScaledObject");
        assertThat(scaled.at("/spec/scaleTargetRef/name").asText()).isEqualTo(deployment.at("/metadata/name").asText());
        assertThat(trigger.at("/type").asText()).isEqualTo("nats-jetstream");
        assertThat(trigger.at("/metadata/stream").asText())
                .isEqualTo(DeclaredSettings.property("mp.messaging.incoming.waiting-to-cook.stream"));
        assertThat(trigger.at("/metadata/consumer").asText())
                .isEqualTo(DeclaredSettings.property("mp.messaging.incoming.waiting-to-cook.consumer"));
        assertThat(trigger.at("/metadata/lagThreshold").asInt())
                .isEqualTo(Integer.parseInt(settings.defaultOf("maestro.order-batch-size")));
        assertThat(scaled.at("/spec/minReplicaCount").asInt()).isPositive();
    }

    /** As KEDA asks: everything of an account, of which it then looks for the stream and the consumer by their names. */
    @Test
    void theScalerFindsTheLagWhereItLooks() throws Exception {
        int monitoring = Ports.free();
        NatsServer nats = NatsServer.configured("http: \"127.0.0.1:" + monitoring + "\"");
        try (Pizzeria pizzeria = new Pizzeria(nats, nats.url())) {
            pizzeria.createConsumer(Duration.ofSeconds(30));
            String held = Pizzeria.newId();
            pizzeria.panettiere().hold(held);
            try (PackagedMaestro maestro = PackagedMaestro.start(pizzeria, Map.of("MAESTRO_ORDER_BATCH_SIZE", "2"))) {
                pizzeria.place(held, Pizzeria.order(held, "small", ""));
                Stream.generate(pizzeria::place).limit(3).toList();
                await().until(() -> pizzeria.panettiere().requests(held).size() == 1);

                assertThat(lag(monitoring)).isEqualTo(4);
                pizzeria.panettiere().release(held);
                pizzeria.awaitQuiet();
                assertThat(lag(monitoring)).isZero();
            }
        }
    }

    @Test
    void theScalersAddressNamesANamespaceThatOneCommandReplaces() throws Exception {
        assertThat(trigger.at("/metadata/natsServerMonitoringEndpoint").asText()).isEqualTo("nats-headless.default.svc:8222");
        String command = Documents.line(DEPLOYMENT, "sed ").replace("NAMESPACE", "kitchens").replaceFirst(" \\|.*", "");
        assertThat(Files.readString(KEDA)).contains(Documents.line(DEPLOYMENT, "sed ").replace("src/main/kubernetes/", ""));

        Process sed = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
        JsonNode edited = YAML.readTree(sed.getInputStream());

        assertThat(edited.at("/spec/triggers/0/metadata/natsServerMonitoringEndpoint").asText())
                .isEqualTo("nats-headless.kitchens.svc:8222");
    }

    private int lag(int monitoring) throws Exception {
        URI question = new URI("http", null, "127.0.0.1", monitoring, "/jsz",
                "acc=" + trigger.at("/metadata/account").asText() + "&consumers=true&config=true", null);
        JsonNode answer = YAML.readTree(question.toURL());
        JsonNode account = named(answer.at("/account_details"), trigger.at("/metadata/account").asText());
        JsonNode stream = named(account.at("/stream_detail"), trigger.at("/metadata/stream").asText());
        JsonNode consumer = named(stream.at("/consumer_detail"), trigger.at("/metadata/consumer").asText());
        return consumer.at("/num_pending").asInt() + consumer.at("/num_ack_pending").asInt();
    }

    private static JsonNode named(JsonNode all, String name) {
        return StreamSupport.stream(all.spliterator(), false).filter(each -> each.at("/name").asText().equals(name)).findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + all));
    }

    private int ask(Pizzeria pizzeria, String probe) {
        return RestAssured.given().port(pizzeria.probePort()).get(container.at("/" + probe + "/httpGet/path").asText())
                .statusCode();
    }

    static List<Named<JsonNode>> manifests() {
        return read(MANIFESTS).stream().map(manifest -> Named.of(manifest.at("/kind").asText(), manifest)).toList();
    }

    // The API's own definition, as its Java client has it: a field that is unknown, missing or of another type is refused.
    private static void validate(JsonNode manifest) {
        String version = manifest.at("/apiVersion").asText().replaceFirst(".*/", "");
        String type = version.substring(0, 1).toUpperCase(Locale.ROOT) + version.substring(1) + manifest.at("/kind").asText();
        try {
            Class.forName("io.kubernetes.client.openapi.models." + type).getMethod("validateJsonElement", JsonElement.class)
                    .invoke(null, JsonParser.parseString(manifest.toString()));
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("Kubernetes has no " + type, e);
        }
    }

    private JsonNode manifest(String kind) {
        return manifests.stream().filter(manifest -> manifest.at("/kind").asText().equals(kind)).findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + kind));
    }

    private List<Integer> ports() {
        return StreamSupport.stream(container.at("/ports").spliterator(), false).map(port -> port.at("/containerPort").asInt())
                .toList();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
    }

    private static Map<String, String> map(JsonNode object) {
        return YAML.convertValue(object, new TypeReference<>() {
        });
    }

    private static List<JsonNode> read(Path file) {
        List<JsonNode> documents = new ArrayList<>();
        try (var values = YAML.readerFor(JsonNode.class).<JsonNode> readValues(new YAMLFactory().createParser(file.toFile()))) {
            values.forEachRemaining(documents::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return documents;
    }
}
