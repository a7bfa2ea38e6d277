package io.boxbox.maestro.simulation.panettiere;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.google.protobuf.Empty;

import io.boxbox.maestro.kitchen.KitchenClock;
import io.boxbox.maestro.simulation.panettiere.MoodyPanettiere.Mood;
import io.boxbox.panettiere.v1.DoughRequest;
import io.boxbox.panettiere.v1.PanettiereServiceGrpc;
import io.boxbox.panettiere.v1.PanettiereServiceGrpc.PanettiereServiceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;

/** On a real gRPC server, as on the stage. */
class MoodyPanettiereTest {

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final List<String> refused = Collections.synchronizedList(new ArrayList<>());
    private final MoodyPanettiere panettiere = new MoodyPanettiere(
            new PanettiereHabits(Duration.ofMillis(1), 0, Duration.ZERO, Duration.ZERO, 0, 1),
            KitchenClock.running(scheduler), new SplittableRandom(1), refused::add);
    private Server server;
    private ManagedChannel channel;
    private PanettiereServiceBlockingStub stub;

    @BeforeEach
    void open() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)).addService(panettiere).build().start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
        stub = PanettiereServiceGrpc.newBlockingStub(channel);
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        server.shutdownNow();
        scheduler.shutdownNow();
    }

    @Test
    void makesDoughUnlessHeIsPutToSleepAndUntilHeIsWoken() {
        assertThat(answer("a")).isEqualTo(Status.Code.OK);

        panettiere.become(Mood.ASLEEP);
        assertThat(answer("b")).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(answer(MoodyPanettiere.POISON + "1")).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(stub.status(Empty.getDefaultInstance()).getStatus()).isEqualTo("sleeping");
        assertThat(panettiere.sleeps()).isTrue();

        panettiere.become(Mood.WELL);
        assertThat(answer("b")).isEqualTo(Status.Code.OK);
        assertThat(panettiere.sleeps()).isFalse();
        assertThat(refused).isEmpty();
    }

    @Test
    void anotherMoodWakesHim() {
        panettiere.become(Mood.ASLEEP);
        panettiere.becomeSlow(Duration.ofMillis(1));

        assertThat(answer("a")).isEqualTo(Status.Code.OK);
    }

    @Test
    void refusesPoisonForGoodAndSaysSo() {
        assertThat(answer(MoodyPanettiere.POISON + "1")).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused).containsExactly(MoodyPanettiere.POISON + "1");
    }

    @Test
    void takesLongWhenHeIsSlow() {
        panettiere.becomeSlow(Duration.ofMinutes(1));

        assertThat(answer("a", Duration.ofMillis(300))).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }

    @Test
    void neverAnswersWhenHeIsSilent() {
        panettiere.become(Mood.SILENT);

        assertThat(answer("a", Duration.ofMillis(300))).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }

    @Test
    void failsInManyWaysWhenHeIsConfusedAndSaysWhatHeRefusesForGood() {
        panettiere.become(Mood.CONFUSED);
        Map<Status.Code, Integer> answers = new EnumMap<>(Status.Code.class);
        for (int i = 0; i < 100; i++) {
            answers.merge(answer("order-" + i), 1, Integer::sum);
        }

        assertThat(answers).hasSizeGreaterThan(4).doesNotContainKeys(Status.Code.OK, Status.Code.DEADLINE_EXCEEDED);
        assertThat(refused).hasSize(answers.get(Status.Code.INVALID_ARGUMENT));
    }

    private Status.Code answer(String orderId) {
        return answer(orderId, Duration.ofSeconds(30));
    }

    private Status.Code answer(String orderId, Duration patience) {
        try {
            stub.withDeadlineAfter(patience.toMillis(), MILLISECONDS)
                    .makeDough(DoughRequest.newBuilder().setOrderId(orderId).build());
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }
}
