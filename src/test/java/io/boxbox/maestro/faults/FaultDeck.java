package io.boxbox.maestro.faults;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

import io.boxbox.maestro.faults.FaultKind.Group;

/**
 * Deals faults without end. Each group has a deck in which each kind is there by its share; each round takes some of every
 * deck, so that a short run has faults of all groups, too.
 */
final class FaultDeck {

    private static final List<Group> ROUND = List.of(Group.PROCESSES, Group.PROCESSES, Group.NETWORK, Group.NETWORK,
            Group.OPERATOR, Group.CLUSTER);

    private final SplittableRandom random;
    private final Plan plan;
    private final boolean canPause;
    private final Map<Group, Deque<FaultKind>> decks = new EnumMap<>(Group.class);
    private final Deque<Group> round = new ArrayDeque<>();

    /** @param canPause whether the server knows how to pause a consumer */
    FaultDeck(SplittableRandom random, Plan plan, boolean canPause) {
        this.canPause = canPause;
        this.random = random;
        this.plan = plan;
    }

    Fault next() {
        if (round.isEmpty()) {
            round.addAll(shuffled(ROUND.stream().filter(group -> group != Group.CLUSTER || plan.replicas() > 1)
                    .collect(Collectors.toCollection(ArrayList::new))));
        }
        Group group = round.poll();
        Deque<FaultKind> deck = decks.computeIfAbsent(group, first -> new ArrayDeque<>());
        if (deck.isEmpty()) {
            deck.addAll(shuffled(cards(group)));
        }
        return Fault.draw(deck.poll(), random, plan);
    }

    private List<FaultKind> cards(Group group) {
        List<FaultKind> cards = new ArrayList<>();
        Arrays.stream(FaultKind.values()).filter(kind -> kind.group() == group)
                .filter(kind -> canPause || kind != FaultKind.CONSUMER_PAUSED)
                .forEach(kind -> cards.addAll(Collections.nCopies(kind.share(), kind)));
        return cards;
    }

    private <T> List<T> shuffled(List<T> cards) {
        for (int i = cards.size() - 1; i > 0; i--) {
            Collections.swap(cards, i, random.nextInt(i + 1));
        }
        return cards;
    }
}
