package io.boxbox.maestro.simulation.stage;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.simulation.crowd.DemoSettings;
import io.quarkus.arc.profile.IfBuildProfile;

/** Tells the stage, on the standard output, what happens in the kitchen of this Maestro, if the stage asks for it. */
@ApplicationScoped
@IfBuildProfile("demo")
class KitchenReport {

    private final boolean wanted;
    private final KitchenLines lines = new KitchenLines();
    // The kitchen's event loop must not wait for one who reads slowly.
    private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "kitchen-report");
        thread.setDaemon(true);
        return thread;
    });

    KitchenReport(DemoSettings settings) {
        this.wanted = settings.report();
    }

    void tell(@Observes KitchenEvent event) {
        if (wanted && !writer.isShutdown()) {
            writer.execute(() -> lines.write(event).ifPresent(System.out::println));
        }
    }

    @PreDestroy
    void close() {
        writer.shutdown();
    }
}
