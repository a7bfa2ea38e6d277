package io.boxbox.maestro.panettiere;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import io.boxbox.maestro.loop.KitchenLoop;
import io.boxbox.maestro.loop.KitchenLoops;
import io.boxbox.panettiere.v1.MutinyPanettiereServiceGrpc;
import io.boxbox.panettiere.v1.MutinyPanettiereServiceGrpc.MutinyPanettiereServiceStub;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.netty.channel.EventLoop;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.grpc.runtime.supports.GrpcClientConfigProvider;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;

/** The channels to the Panettiere: one for each of the kitchen's event loops. */
@Singleton
class PanettiereLines {

    private final Line first;
    private final Map<EventLoop, Line> lines;

    PanettiereLines(@GrpcClient(GrpcPanettiere.NAME) Channel injected, KitchenLoops loops, PanettiereChannel channels) {
        first = Line.over(injected);
        lines = loops.all().stream().collect(Collectors.toMap(KitchenLoop::eventLoop,
                loop -> loop == loops.first() ? first : Line.over(channels.open(loop)),
                (one, other) -> one, LinkedHashMap::new));
    }

    /** The one on whose event loop the caller is; the first elsewhere. */
    Line ofCaller() {
        Context caller = Vertx.currentContext();
        return caller == null ? first : lines.getOrDefault(((ContextInternal) caller).nettyEventLoop(), first);
    }

    List<Line> all() {
        return List.copyOf(lines.values());
    }

    /** The channels of all. */
    List<ManagedChannel> channels() {
        return lines.values().stream().map(Line::channel).filter(ManagedChannel.class::isInstance)
                .map(ManagedChannel.class::cast).toList();
    }

    // The first is closed by whom it came from.
    @PreDestroy
    void close() {
        channels().stream().filter(channel -> channel != first.channel()).forEach(ManagedChannel::shutdownNow);
    }

    /** A channel, and the Panettiere at its other end. */
    static final class Line {

        private final Channel channel;
        private final MutinyPanettiereServiceStub stub;
        private final AtomicInteger asking = new AtomicInteger();
        private volatile long lastAnswer = System.nanoTime();

        private Line(Channel channel, MutinyPanettiereServiceStub stub) {
            this.channel = channel;
            this.stub = stub;
        }

        // With what the settings say of the client, as Quarkus does with what it injects.
        private static Line over(Channel channel) {
            return new Line(channel, (MutinyPanettiereServiceStub) GrpcClientConfigProvider.configureStub(GrpcPanettiere.NAME,
                    MutinyPanettiereServiceGrpc.newMutinyStub(channel)));
        }

        Channel channel() {
            return channel;
        }

        MutinyPanettiereServiceStub stub() {
            return stub;
        }

        /** A call that may take long begins. */
        void asked() {
            asking.incrementAndGet();
        }

        /** A call that may take long is over. */
        void answered() {
            asking.decrementAndGet();
            lastAnswer = System.nanoTime();
        }

        /** Whether something was asked, and nothing answered for so long. */
        boolean isSilent(Duration length) {
            return asking.get() > 0 && System.nanoTime() - lastAnswer > length.toNanos();
        }
    }
}
