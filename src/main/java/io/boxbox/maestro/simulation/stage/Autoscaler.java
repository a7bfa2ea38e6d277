package io.boxbox.maestro.simulation.stage;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many Maestros there are to be, as KEDA and Kubernetes reckon it: one for each so many unfinished orders, more of them at
 * once, and fewer only when fewer have been enough for a while. For one thread.
 */
final class Autoscaler {

    private final int lagPerMaestro;
    private final int least;
    private final int most;
    private final Duration coolDown;
    private final Deque<Wanted> lately = new ArrayDeque<>();

    private record Wanted(Duration at, int maestros) {
    }

    /**
     * @param lagPerMaestro for how many unfinished orders there is to be one Maestro
     * @param coolDown how long fewer have to be enough
     */
    Autoscaler(int lagPerMaestro, int least, int most, Duration coolDown) {
        this.lagPerMaestro = lagPerMaestro;
        this.least = least;
        this.most = most;
        this.coolDown = coolDown;
    }

    /**
     * How many there are to be.
     *
     * @param now since any moment, and never less than at the call before
     * @param lag orders that nobody has finished
     */
    int wanted(Duration now, long lag) {
        long forAll = (lag + lagPerMaestro - 1) / lagPerMaestro;
        int wanted = (int) Math.max(least, Math.min(most, forAll));
        lately.addLast(new Wanted(now, wanted));
        while (lately.getFirst().at().compareTo(now.minus(coolDown)) < 0) {
            lately.removeFirst();
        }
        return lately.stream().mapToInt(Wanted::maestros).max().orElseThrow();
    }
}
