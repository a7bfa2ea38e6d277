package io.boxbox.maestro.board;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.boxbox.maestro.board.Journey.Stage;
import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.kitchen.KitchenEvent.DoughReceived;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderDelivered;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderUnprocessed;
import io.boxbox.maestro.queue.OrderSettled;
import io.boxbox.maestro.queue.OrderSettled.Outcome;
import io.opentelemetry.api.trace.Span;
import io.quarkus.runtime.Startup;

/** The orders in hand and the last that were in hand, in a space that does not grow. Takes no lock. */
// Made at the start: a viewer who came first would have the event loop wait until it is made.
@Startup
@Singleton
class Journeys {

    /** How many are shown. */
    static final int MOST = 20;

    private final boolean kept;
    private final AtomicReferenceArray<Journey> inHand;
    private final AtomicReferenceArray<Journey> ended = new AtomicReferenceArray<>(MOST);
    private final AtomicLong endings = new AtomicLong();

    Journeys(MaestroSettings settings) {
        this.kept = settings.board().enabled();
        this.inHand = new AtomicReferenceArray<>(kept ? settings.brigadeSize() : 0);
    }

    void on(@Observes OrderStarted start) {
        if (kept) {
            Instant now = Instant.now();
            inHand.set(start.maestro() - 1, new Journey(start.maestro(), BriefOrder.of(start.order()),
                    Span.current().getSpanContext().getTraceId(), now.minus(start.waited()), now, null, null, Stage.COOKING,
                    null));
        }
    }

    void on(@Observes DoughReceived dough) {
        if (kept) {
            inHand.updateAndGet(dough.maestro() - 1, journey -> journey == null ? null : journey.withDough(Instant.now()));
        }
    }

    void on(@Observes OrderDelivered delivered) {
        end(delivered.maestro(), Stage.DELIVERED, null);
    }

    void on(@Observes OrderUnprocessed unprocessed) {
        OrderSettled settled = unprocessed.settled();
        end(unprocessed.maestro(), settled.outcome() == Outcome.DEAD_LETTER ? Stage.DEAD_LETTER : Stage.HANDED_BACK,
                settled.reason());
    }

    /** Those in hand, at most half of all, and then those that have ended; of each, the last to have begun first. */
    List<Journey> latest() {
        List<Journey> latest = new ArrayList<>(newest(inHand, MOST / 2));
        latest.addAll(newest(ended, MOST - latest.size()));
        return latest;
    }

    private static List<Journey> newest(AtomicReferenceArray<Journey> journeys, int most) {
        return IntStream.range(0, journeys.length())
                .mapToObj(journeys::get)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(Journey::started).reversed())
                .limit(most)
                .toList();
    }

    private void end(int maestro, Stage how, String reason) {
        Journey journey = kept ? inHand.getAndSet(maestro - 1, null) : null;
        if (journey != null) {
            ended.set((int) (endings.getAndIncrement() % MOST), journey.ended(Instant.now(), how, reason));
        }
    }
}
