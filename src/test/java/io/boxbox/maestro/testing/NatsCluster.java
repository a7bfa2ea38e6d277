package io.boxbox.maestro.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Three real nats-servers that form one JetStream cluster. */
public final class NatsCluster implements AutoCloseable {

    private static final int SIZE = 3;

    private final List<NatsServer> nodes = new ArrayList<>();
    private final List<List<NetworkLink>> links = new ArrayList<>();

    public NatsCluster() throws IOException {
        List<Integer> ports = ports();
        List<Integer> routes = ports();
        for (int i = 0; i < SIZE; i++) {
            nodes.add(new NatsServer(ports.get(i), configuration(i, ports.get(i), routes.get(i), routes, List.of("}"))));
        }
        startNodes();
    }

    private NatsCluster(List<Integer> ports, List<Integer> routes, Path logs) throws IOException {
        for (int i = 0; i < SIZE; i++) {
            List<NetworkLink> toOthers = new ArrayList<>();
            for (int j = 0; j < SIZE; j++) {
                toOthers.add(i == j ? null : new NetworkLink(routes.get(j)));
            }
            links.add(toOthers);
            // The nodes tell each other of their addresses, and would go past the links: nobody listens at the one they tell.
            nodes.add(new NatsServer(ports.get(i), configuration(i, ports.get(i), routes.get(i),
                    toOthers.stream().filter(Objects::nonNull).map(NetworkLink::port).toList(),
                    List.of("  no_advertise: true", "  advertise: \"127.0.0.1:" + Ports.free() + "\"", "}",
                            "log_file: \"" + logs.resolve("node" + i + ".log") + "\""))));
        }
        startNodes();
    }

    /**
     * One whose nodes reach each other over links that can be hurt. Clients are told of no other server than the one that they
     * have reached.
     *
     * @param logs a folder that gets what they log
     */
    public static NatsCluster overLinks(Path logs) throws IOException {
        return new NatsCluster(ports(), ports(), logs);
    }

    private static List<Integer> ports() {
        return List.of(Ports.free(), Ports.free(), Ports.free());
    }

    private void startNodes() throws IOException {
        for (NatsServer node : nodes) {
            node.start();
        }
    }

    private static List<String> configuration(int node, int port, int listen, List<Integer> routes, List<String> more) {
        List<String> lines = new ArrayList<>(List.of(
                "port: " + port,
                "server_name: node" + node,
                "cluster {",
                "  name: pizzeria",
                "  listen: 127.0.0.1:" + listen,
                "  routes: ["
                        + routes.stream().map(route -> "nats-route://127.0.0.1:" + route).collect(Collectors.joining(", "))
                        + "]"));
        lines.addAll(more);
        return lines;
    }

    public List<NatsServer> nodes() {
        return List.copyOf(nodes);
    }

    /** The links between this node and the others, both ways. */
    public List<NetworkLink> linksOf(int node) {
        List<NetworkLink> found = new ArrayList<>();
        for (int other = 0; other < SIZE; other++) {
            if (other != node) {
                found.add(links.get(node).get(other));
                found.add(links.get(other).get(node));
            }
        }
        return found;
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
            node.loseData();
        }
        for (List<NetworkLink> toOthers : links) {
            for (NetworkLink link : toOthers) {
                if (link != null) {
                    link.close();
                }
            }
        }
    }
}
