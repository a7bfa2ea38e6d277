package io.boxbox.maestro.loop;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Singleton;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;

/**
 * The event loops over which a brigade is spread: one for each processor that gets enough maestros to be worth it, if the
 * settings say nothing else, and never more than there are maestros, or than Vert.x has.
 */
@Singleton
public class KitchenLoops {

    // Vert.x hands its loops out in turn, to others, too.
    private static final int ATTEMPTS_PER_LOOP = 64;
    // With less to do, a loop sleeps more often, and says less at a time. With 256 maestros without breaks, one loop was
    // measured to do as many orders a second as two, up to 15,000, in four fifths of the processor time.
    private static final int MAESTROS_WORTH_A_LOOP = 256;

    private final List<KitchenLoop> all;

    KitchenLoops(KitchenLoop first, Vertx vertx, MaestroSettings settings) {
        int most = Math.min(settings.brigadeSize(), settings.kitchenLoops().orElseGet(() -> byDefault(settings.brigadeSize())));
        List<KitchenLoop> loops = new ArrayList<>(List.of(first));
        Set<EventLoop> taken = new HashSet<>(Set.of(first.eventLoop()));
        for (int attempt = 0; loops.size() < most && attempt < most * ATTEMPTS_PER_LOOP; attempt++) {
            ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
            if (taken.add(context.nettyEventLoop())) {
                loops.add(new KitchenLoop(context));
            }
        }
        all = List.copyOf(loops);
    }

    /** How many there are for a brigade of this size, if the settings say nothing else. */
    public static int byDefault(int brigade) {
        return Math.max(1, Math.min(brigade / MAESTROS_WORTH_A_LOOP, Runtime.getRuntime().availableProcessors()));
    }

    /** Each on a thread of its own. */
    public List<KitchenLoop> all() {
        return all;
    }

    /** Completes when all that is due on them now has been done, also what was to run last. */
    public CompletableFuture<Void> allDone() {
        return CompletableFuture.allOf(all.stream()
                .map(loop -> CompletableFuture.runAsync(() -> {
                }, command -> KitchenLoop.runLast(loop.context(), command)))
                .toArray(CompletableFuture<?>[]::new));
    }

    /** The bean {@link KitchenLoop}: what concerns the whole kitchen runs there. */
    public KitchenLoop first() {
        return all.get(0);
    }
}
