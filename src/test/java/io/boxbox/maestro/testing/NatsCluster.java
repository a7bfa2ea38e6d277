package io.boxbox.maestro.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Three real nats-servers that form one JetStream cluster. */
public final class NatsCluster implements AutoCloseable {

    private static final int SIZE = 3;

    private final List<NatsServer> nodes = new ArrayList<>();

    public NatsCluster() throws IOException {
        List<Integer> routes = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            routes.add(Ports.free());
        }
        for (int i = 0; i < SIZE; i++) {
            int port = Ports.free();
            nodes.add(new NatsServer(port, configuration(i, port, routes)));
        }
        for (NatsServer node : nodes) {
            node.start();
        }
    }

    private static List<String> configuration(int node, int port, List<Integer> routes) {
        return List.of(
                "port: " + port,
                "server_name: node" + node,
                "cluster {",
                "  name: pizzeria",
                "  listen: 127.0.0.1:" + routes.get(node),
                "  routes: ["
                        + routes.stream().map(route -> "nats-route://127.0.0.1:" + route).collect(Collectors.joining(", "))
                        + "]",
                "}");
    }

    /** The node that calls itself so, as JetStream's own answers do. */
    public NatsServer node(String name) {
        return nodes.get(Integer.parseInt(name.substring("node".length())));
    }

    public String urls() {
        return nodes.stream().map(NatsServer::url).collect(Collectors.joining(","));
    }

    @Override
    public void close() throws Exception {
        for (NatsServer node : nodes) {
            node.close();
        }
    }
}
