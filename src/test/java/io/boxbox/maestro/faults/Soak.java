package io.boxbox.maestro.faults;

import java.time.Duration;
import java.util.logging.LogManager;

/** The long form of the fault suite, as {@code script/soak} starts it. */
final class Soak {

    private static final int LOST_OR_DUPLICATED = 1;

    private Soak() {
    }

    /** @param arguments minutes, seed, and how many maestros each process has */
    public static void main(String[] arguments) throws Exception {
        // The account is all that there is to see: clients and servers grumble at every fault.
        LogManager.getLogManager().reset();
        Duration length = Duration.ofMinutes(Long.parseLong(arguments[0]));
        Account account = new FaultRun(Plan.soak(Long.parseLong(arguments[1]), length, Integer.parseInt(arguments[2])),
                System.out).run();
        System.exit(account.complaints().isEmpty() ? 0 : LOST_OR_DUPLICATED);
    }
}
