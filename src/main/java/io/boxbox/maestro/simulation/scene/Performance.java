package io.boxbox.maestro.simulation.scene;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What came of a scene. Times are counted from the rise of the curtain, as they really passed.
 *
 * @param orders placed and stored, bad messages included
 * @param delivered of these, at least once
 * @param rightlyRefused of these, dead letters that had to become so
 * @param duplicates deliveries and dead letters beyond the one end of an order
 * @param longestWait from placed to delivered, by the server's clock; zero if nothing was delivered
 * @param letters dead letters by reason
 * @param health each change, the state at the beginning first
 * @param heads each change of the number of Maestros, the number at the beginning first
 * @param steps when each step was done, by its name
 * @param lapse the time lapse it was played in
 */
public record Performance(int orders, int delivered, int rightlyRefused, int duplicates, Duration longestWait,
        Map<String, Integer> letters, List<Change<Boolean>> health, List<Change<Integer>> heads, Map<String, Duration> steps,
        double lapse) {

    /** Something is so from then on. */
    public record Change<T>(Duration at, T now) {
    }

    /** Whether this was so at any moment from one time to another. */
    boolean wasEver(boolean healthy, Duration from, Duration to) {
        for (int i = 0; i < health.size(); i++) {
            boolean begunByThen = health.get(i).at().compareTo(to) <= 0;
            boolean overBefore = i + 1 < health.size() && health.get(i + 1).at().compareTo(from) <= 0;
            if (health.get(i).now() == healthy && begunByThen && !overBefore) {
                return true;
            }
        }
        return false;
    }

    /** A time of the scene as it was played. */
    Duration played(Duration inScene) {
        return Duration.ofNanos(Math.round(inScene.toNanos() / lapse));
    }
}
