package io.boxbox.maestro.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import io.boxbox.maestro.testing.NatsCluster;
import io.boxbox.maestro.testing.NatsServer;
import io.boxbox.maestro.testing.NetworkLink;

/** One nats-server, or a cluster of three. */
final class Servers implements AutoCloseable {

    private final List<NatsServer> nodes;
    private final NatsCluster cluster;

    private Servers(List<NatsServer> nodes, NatsCluster cluster) {
        this.nodes = nodes;
        this.cluster = cluster;
    }

    /** @param logs a folder that gets what they log */
    static Servers start(int replicas, Path logs) throws IOException {
        if (replicas == 1) {
            return new Servers(List.of(NatsServer.configured("log_file: \"" + logs.resolve("nats.log") + '"')), null);
        }
        NatsCluster cluster = NatsCluster.overLinks(logs);
        return new Servers(cluster.nodes(), cluster);
    }

    /** Where they are, past all links. */
    String urls() {
        return nodes.stream().map(NatsServer::url).collect(Collectors.joining(","));
    }

    List<Integer> ports() {
        return nodes.stream().map(NatsServer::port).toList();
    }

    NatsServer node(int number) {
        return nodes.get(number);
    }

    /** The links between this node and the others. */
    List<NetworkLink> linksOf(int number) {
        return cluster.linksOf(number);
    }

    /** Ends them, and removes what they have stored. */
    @Override
    public void close() throws Exception {
        if (cluster == null) {
            nodes.get(0).close();
            nodes.get(0).loseData();
        } else {
            cluster.close();
        }
    }
}
