package io.boxbox.maestro.faults;

import java.time.Duration;
import java.util.logging.LogManager;

/** The long form of the fault suite, as {@code script/soak} starts it. */
final class Soak {

    private static final int LOST_OR_DUPLICATED = 1;

    private Soak() {
    }

    /** @param arguments minutes, seed, and how many maestros each process has, and how many servers NATS has */
    public static void main(String[] arguments) throws Exception {
        // The report is all there is to see: clients and servers log something at every fault.
        LogManager.getLogManager().reset();
        Duration length = Duration.ofMinutes(Long.parseLong(arguments[0]));
        Plan plan = Plan.soak(Long.parseLong(arguments[1]), length, Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]));
        FaultReport report = new FaultRun(plan, System.out).run();
        System.exit(report.problems().isEmpty() ? 0 : LOST_OR_DUPLICATED);
    }
}
