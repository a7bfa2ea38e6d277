package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.testing.NatsCluster;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;

/** A cluster of three, with everything stored three times, loses the node that leads. */
class ClusterIT {

    private NatsCluster cluster;
    @AutoClose
    private Pizzeria pizzeria;

    @BeforeEach
    void open() throws Exception {
        cluster = new NatsCluster();
        pizzeria = new Pizzeria(cluster, cluster.urls());
        created("STREAM.CREATE.ORDERS", "{\"name\":\"ORDERS\",\"subjects\":[\"orders.>\"],\"num_replicas\":3}");
        created("CONSUMER.DURABLE.CREATE.ORDERS." + Pizzeria.CONSUMER, """
                {"stream_name":"ORDERS","config":{"durable_name":"%s","filter_subject":"orders.waiting_to_cook.*",
                 "ack_policy":"explicit","ack_wait":5000000000}}""".formatted(Pizzeria.CONSUMER));
    }

    // Three nodes elect their leaders first, on a busy machine more than once.
    private void created(String request, String json) {
        await().atMost(2, TimeUnit.MINUTES)
                .untilAsserted(() -> assertThat(pizzeria.api(request, json)).contains("\"created\""));
    }

    @Test
    void ordersGoOnWhenTheLeaderOfTheStreamIsKilled() throws Exception {
        try (PackagedMaestro maestro = PackagedMaestro.start(Map.of(
                "QUARKUS_MESSAGING_NATS_CONNECTION_SERVERS", cluster.urls(),
                "MAESTRO_SMOKING_DURATION_IN_SECONDS", "0.05",
                "MAESTRO_PANETTIERE_CLIENT_ADDRESS", pizzeria.panettiere().address()))) {
            List<String> before = Stream.generate(pizzeria::place).limit(60).toList();
            pizzeria.awaitDelivery(before.get(0));

            cluster.node(leader()).kill();
            List<String> after = Stream.generate(pizzeria::place).limit(20).toList();

            pizzeria.awaitQuiet();
            assertThat(Stream.concat(before.stream(), after.stream()))
                    .allSatisfy(id -> assertThat(pizzeria.count("orders.waiting_delivery." + id)).isEqualTo(1));
        }
    }

    private String leader() throws Exception {
        return pizzeria.connection().jetStreamManagement().getStreamInfo(Pizzeria.STREAM).getClusterInfo().getLeader();
    }
}
