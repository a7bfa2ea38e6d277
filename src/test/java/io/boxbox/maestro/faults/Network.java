package io.boxbox.maestro.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.boxbox.maestro.testing.NetworkLink;

/** The links over which the processes reach NATS and the Panettiere: each slot has links of its own. */
final class Network implements AutoCloseable {

    private final List<List<NetworkLink>> toNats = new ArrayList<>();
    private final List<List<NetworkLink>> toPanettiere = new ArrayList<>();

    /**
     * @param natsPorts of the servers
     * @param panettierePorts one for each slot
     */
    Network(List<Integer> natsPorts, List<Integer> panettierePorts) throws IOException {
        for (int panettiere : panettierePorts) {
            toPanettiere.add(List.of(new NetworkLink(panettiere)));
            List<NetworkLink> links = new ArrayList<>();
            for (int nats : natsPorts) {
                links.add(new NetworkLink(nats));
            }
            toNats.add(links);
        }
    }

    /** Where the process in this slot is to find NATS. */
    String natsUrls(int slot) {
        return toNats.get(slot).stream().map(link -> "nats://127.0.0.1:" + link.port()).collect(Collectors.joining(","));
    }

    /** Where the process in this slot is to ask for dough. */
    String panettiereAddress(int slot) {
        return "127.0.0.1:" + toPanettiere.get(slot).get(0).port();
    }

    /** The links that a fault hits. */
    List<NetworkLink> links(Fault fault) {
        return switch (fault.kind().target()) {
            case LINK_TO_NATS -> toNats.get(fault.slot());
            case LINK_TO_PANETTIERE -> toPanettiere.get(fault.slot());
            default -> throw new IllegalArgumentException("No link: " + fault);
        };
    }

    @Override
    public void close() throws IOException {
        for (List<List<NetworkLink>> all : List.of(toNats, toPanettiere)) {
            for (List<NetworkLink> links : all) {
                for (NetworkLink link : links) {
                    link.close();
                }
            }
        }
    }
}
