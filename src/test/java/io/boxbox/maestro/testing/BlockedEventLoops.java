package io.boxbox.maestro.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds in a log the event loops that were caught waiting for something. */
final class BlockedEventLoops {

    private static final List<String> EXCUSED = Stream
            .of("sun.nio.ch.EPoll", "io.quarkus.bootstrap.runner.RunnerClassLoader",
                    "io.netty.channel.socket.nio.NioSocketChannel")
            .map(type -> "\"class\":\"" + type + "\"").toList();
    // What a thread that waits is found in, by the innermost frame of its stack. Queues have a method poll that does not wait.
    private static final Pattern WAITING = Pattern
            .compile("\"frames\":\\[\\{\"class\":\"(?!java\\.util\\.[A-Z]|[^\"]+\\.jctools\\.)[^\"]+\","
                    + "\"method\":\"(park|wait0?|sleep|sleep0|sleepNanos0|read0|connect0|poll)\"");
    private static final Pattern MUTEX = Pattern.compile("\"frames\":\\[(\\{[^{}]*},){1,6}"
            + "\\{\"class\":\"java.util.concurrent.locks.ReentrantLock\"");
    private static final Pattern BLOCK = Pattern
            .compile("\"timestamp\":\"([^\"]+)\".*has been blocked for (\\d+) ms");
    private static final Duration AFTER_A_FREEZE = Duration.ofSeconds(1);
    private static final Duration TO_BE_SCHEDULED = Duration.ofSeconds(1);

    private BlockedEventLoops() {
    }

    static boolean isReport(String line) {
        return line.contains("has been blocked");
    }

    /**
     * The lines that tell of an event loop that waits.
     *
     * @param freezes when the process was stopped by a signal: what was caught then, in whatever call, did not block
     */
    static List<String> caughtWaiting(Stream<String> log, List<Freeze> freezes) {
        return log.filter(BlockedEventLoops::isOfAWaitingLoop)
                .filter(line -> freezes.stream().noneMatch(freeze -> isBecauseOf(freeze, line)))
                .toList();
    }

    // A machine that is too busy to let a thread run makes it look blocked as well, but not in a call that waits. Idle loops
    // wait, too, the JVM loads classes wherever they are first used, and Netty connects without waiting.
    private static boolean isOfAWaitingLoop(String line) {
        return isReport(line) && WAITING.matcher(line).find() && EXCUSED.stream().noneMatch(line::contains)
                && !isShortWaitForAMutex(line);
    }

    // Log handlers and the client of NATS have locks that are held for microseconds, or until a busy machine lets their holder run.
    private static boolean isShortWaitForAMutex(String line) {
        Matcher block = BLOCK.matcher(line);
        return MUTEX.matcher(line).find() && block.find()
                && Duration.ofMillis(Long.parseLong(block.group(2))).compareTo(TO_BE_SCHEDULED) < 0;
    }

    private static boolean isBecauseOf(Freeze freeze, String line) {
        Matcher block = BLOCK.matcher(line);
        if (!block.find()) {
            return false;
        }
        Instant told = OffsetDateTime.parse(block.group(1)).toInstant();
        if (told.isBefore(freeze.from())) {
            return false;
        }
        Duration lasted = Duration.ofMillis(Long.parseLong(block.group(2)));
        boolean containsIt = told.minus(lasted).isBefore(freeze.to()) && lasted.compareTo(freeze.length()) >= 0;
        return containsIt || !told.isAfter(freeze.to().plus(AFTER_A_FREEZE));
    }

    /**
     * A time in which the process was stopped.
     *
     * @param from before it was stopped
     * @param to after it went on
     */
    record Freeze(Instant from, Instant to) {

        Duration length() {
            return Duration.between(from, to);
        }
    }
}
