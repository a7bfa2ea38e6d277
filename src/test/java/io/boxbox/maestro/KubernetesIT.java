package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.boxbox.maestro.testing.DeclaredSettings;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.restassured.RestAssured;

/** The manifests that the build has generated, read as a cluster reads them. */
class KubernetesIT {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String NAME = "app.kubernetes.io/name";

    private final DeclaredSettings settings = new DeclaredSettings();
    private final List<JsonNode> manifests = read(Path.of("target/kubernetes/kubernetes.yml"));
    private final JsonNode deployment = manifest("Deployment");
    private final JsonNode pod = deployment.at("/spec/template/spec");
    private final JsonNode container = pod.at("/containers/0");

    @Test
    void readinessIsAskedOverGrpcAndLivenessIsNot() {
        assertThat(container.at("/readinessProbe/grpc/port").asInt()).isEqualTo(7777);
        assertThat(container.at("/readinessProbe/grpc/service").asText()).isEqualTo("maestro.v1.MaestroService");
        assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
        assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/q/health/started");
        assertThat(ports()).contains(container.at("/readinessProbe/grpc/port").asInt(),
                container.at("/livenessProbe/httpGet/port").asInt(), container.at("/startupProbe/httpGet/port").asInt());
    }

    @Test
    void theProbesAskForWhatMaestroAnswers() throws Exception {
        try (Pizzeria pizzeria = new Pizzeria(); PackagedMaestro maestro = PackagedMaestro.start(pizzeria, Map.of())) {
            pizzeria.awaitDelivery(pizzeria.place());

            for (String probe : List.of("livenessProbe", "startupProbe")) {
                RestAssured.given().port(pizzeria.probePort()).get(container.at("/" + probe + "/httpGet/path").asText())
                        .then().statusCode(200);
            }
        }
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
    void theFleetGrowsByTheConsumersLag() throws Exception {
        JsonNode scaled = read(Path.of("src/main/kubernetes/keda.yml")).get(0);
        JsonNode trigger = scaled.at("/spec/triggers/0");

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
