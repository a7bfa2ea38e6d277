package io.boxbox.maestro.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockedEventLoopsTest {

    private static final List<BlockedEventLoops.Freeze> FROZEN_FROM_10_TO_13 = List
            .of(new BlockedEventLoops.Freeze(Instant.parse("2026-11-25T14:00:10Z"), Instant.parse("2026-11-25T14:00:13Z")));

    @ParameterizedTest
    @CsvSource({ "java.lang.Thread, sleep", "jdk.internal.misc.Unsafe, park", "java.lang.Object, wait0" })
    void aLoopInACallThatWaitsIsCaught(String type, String method) {
        assertThat(caught(line("14:00:05", 120, type, method), List.of())).isTrue();
    }

    @ParameterizedTest
    @CsvSource({ "sun.nio.ch.EPoll, wait", "java.util.HashMap, get", "java.util.ArrayDeque, poll",
            "io.netty.util.internal.shaded.org.jctools.queues.unpadded.MpscUnpaddedArrayQueue, poll" })
    void aLoopThatIsIdleOrAtWorkIsNot(String type, String method) {
        assertThat(caught(line("14:00:05", 120, type, method), List.of())).isFalse();
    }

    @Test
    void aLoopThatWaitsForAMutexIsCaughtOnlyAfterASecond() {
        String mutex = "{\"class\":\"jdk.internal.misc.Unsafe\",\"method\":\"park\"},"
                + "{\"class\":\"java.util.concurrent.locks.AbstractQueuedSynchronizer\",\"method\":\"acquire\",\"line\":715},"
                + "{\"class\":\"java.util.concurrent.locks.ReentrantLock\",\"method\":\"lock\",\"line\":322}";

        assertThat(caught(line("14:00:05", 133, mutex), List.of())).isFalse();
        assertThat(caught(line("14:00:05", 1_000, mutex), List.of())).isTrue();
    }

    @Test
    void otherLinesAreNot() {
        assertThat(caught("{\"timestamp\":\"2026-11-25T14:00:05Z\",\"message\":\"sleep\"}", List.of())).isFalse();
    }

    @ParameterizedTest(name = "told at {0}, after {1} ms")
    @CsvSource({
            "14:00:10.001, 100", // as the signal arrives
            "14:00:13.020, 2950", // a little shorter than it was frozen, by the two clocks
            "14:00:13.900, 150", // while the process catches up
            "14:00:15.000, 4900" // of a block that began before, and contains the freeze
    })
    void whatAFreezeExplainsIsExcused(String time, long millis) {
        assertThat(caught(line(time, millis, "java.lang.Thread", "sleep"), FROZEN_FROM_10_TO_13)).isFalse();
    }

    @ParameterizedTest(name = "told at {0}, after {1} ms")
    @CsvSource({
            "14:00:09.900, 100", // before
            "14:00:14.500, 100", // long after
            "14:00:17.000, 3500", // as long as the freeze, but began after it
            "14:00:14.500, 2000" // shorter than the freeze, so that it cannot contain it
    })
    void whatAFreezeDoesNotExplainIsCaught(String time, long millis) {
        assertThat(caught(line(time, millis, "java.lang.Thread", "sleep"), FROZEN_FROM_10_TO_13)).isTrue();
    }

    private static boolean caught(String line, List<BlockedEventLoops.Freeze> freezes) {
        return !BlockedEventLoops.caughtWaiting(Stream.of(line), freezes).isEmpty();
    }

    private static String line(String time, long millis, String type, String method) {
        return line(time, millis, "{\"class\":\"" + type + "\",\"method\":\"" + method + "\",\"line\":1}");
    }

    private static String line(String time, long millis, String frames) {
        return """
                {"timestamp":"2026-11-25T%s+00:00","sequence":7,"loggerName":"io.vertx.core.impl.BlockedThreadChecker",\
                "level":"WARN","message":"Thread Thread[#33,vert.x-eventloop-thread-1,5,main] has been blocked for %d ms, \
                time limit is 100 ms","exception":{"refId":1,"exceptionType":"io.vertx.core.VertxException",\
                "message":"Thread blocked","frames":[%s]}}"""
                .formatted(time, millis, frames);
    }
}
