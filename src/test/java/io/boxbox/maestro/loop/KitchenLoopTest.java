package io.boxbox.maestro.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;

class KitchenLoopTest {

    private final Vertx vertx = Vertx.vertx();
    private final Context context = ((VertxInternal) vertx).createEventLoopContext();
    private final List<String> done = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void whatIsToRunLastRunsAfterAllThatIsDueOnItsOwnContext() throws Exception {
        CompletableFuture<Context> ranOn = new CompletableFuture<>();
        context.runOnContext(here -> {
            KitchenLoop.runLast(context, () -> {
                done.add("last");
                ranOn.complete(Vertx.currentContext());
            });
            context.runOnContext(next -> {
                done.add("next");
                context.runOnContext(afterNext -> done.add("after next"));
            });
            done.add("now");
        });

        assertThat(ranOn.get(10, TimeUnit.SECONDS)).isSameAs(context);
        assertThat(done).containsExactly("now", "next", "after next", "last");
    }

    @Test
    void aSleepingLoopIsWokenForIt() throws Exception {
        CompletableFuture<Void> ran = new CompletableFuture<>();
        KitchenLoop.runLast(context, () -> ran.complete(null));

        assertThat(ran).succeedsWithin(10, TimeUnit.SECONDS);
    }

    @Test
    void aFailureOfItIsTheContextsAndStopsNothing() throws Exception {
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        CompletableFuture<Void> ran = new CompletableFuture<>();
        context.exceptionHandler(told::complete);
        KitchenLoop.runLast(context, () -> {
            throw new IllegalStateException("broken");
        });
        KitchenLoop.runLast(context, () -> ran.complete(null));

        assertThat(ran).succeedsWithin(10, TimeUnit.SECONDS);
        assertThat(told.get(10, TimeUnit.SECONDS)).hasMessage("broken");
    }
}
