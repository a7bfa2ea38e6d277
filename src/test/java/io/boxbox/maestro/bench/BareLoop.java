package io.boxbox.maestro.bench;

import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;

import io.boxbox.maestro.order.OrderSubjects;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.panettiere.v1.BorderKind;
import io.boxbox.panettiere.v1.DoughRequest;
import io.boxbox.panettiere.v1.DoughResponse;
import io.boxbox.panettiere.v1.PanettiereServiceGrpc;
import io.boxbox.panettiere.v1.PizzaSize;
import io.grpc.Channel;
import io.grpc.netty.NettyChannelBuilder;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.PublishOptions;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.impl.AckType;
import io.nats.client.impl.Headers;

/**
 * What Maestro's work costs by itself: a plain program with nothing but jnats and grpc-java. One thread fetches batches; so
 * many workers, a thread each, take one order after the other, ask for dough, publish the delivery, wait until it is
 * confirmed, acknowledge, and wait until that is confirmed. A single worker fetches for himself. It reads no JSON, keeps
 * nothing in progress, handles no error, measures nothing and takes no break.
 */
final class BareLoop {

    private static final int BATCH = 10;
    private static final Duration WAIT = Duration.ofSeconds(5);

    private static final byte[] ACK = AckType.AckAck.bodyBytes(-1);

    private final Connection nats;
    private final JetStream jetStream;
    private final JetStreamSubscription orders;
    private final Channel channel;

    private BareLoop(Connection nats, Channel channel) throws Exception {
        this.nats = nats;
        this.jetStream = nats.jetStream();
        this.orders = jetStream.subscribe(null, PullSubscribeOptions.bind(Pizzeria.STREAM, Pizzeria.CONSUMER));
        this.channel = channel;
    }

    /** @param args NATS's URL, the Panettiere's port, and how many workers */
    public static void main(String[] args) throws Exception {
        Channel channel = NettyChannelBuilder.forAddress("127.0.0.1", Integer.parseInt(args[1])).usePlaintext()
                .directExecutor().build();
        int workers = Integer.parseInt(args[2]);
        BareLoop loop = new BareLoop(Nats.connect(args[0]), channel);
        try {
            if (workers == 1) {
                loop.alone();
            } else {
                loop.together(workers);
            }
        } catch (Exception e) {
            fail(e);
        }
    }

    private void alone() throws Exception {
        while (true) {
            Iterator<Message> batch = orders.iterate(BATCH, WAIT);
            while (batch.hasNext()) {
                cook(batch.next());
            }
        }
    }

    private void together(int workers) throws Exception {
        BlockingQueue<Message> waiting = new ArrayBlockingQueue<>(workers * BATCH);
        new Thread(() -> fetchAhead(workers, waiting)).start();
        Semaphore free = new Semaphore(workers);
        while (true) {
            free.acquire();
            cookMeanwhile(waiting.take()).whenComplete((cooked, failure) -> {
                if (failure != null) {
                    fail(failure);
                }
                free.release();
            });
        }
    }

    private void fetchAhead(int workers, BlockingQueue<Message> waiting) {
        try {
            while (true) {
                Iterator<Message> batch = orders.iterate(BATCH, WAIT);
                while (batch.hasNext()) {
                    waiting.put(batch.next());
                }
            }
        } catch (Exception e) {
            fail(e);
        }
    }

    private static void fail(Throwable failure) {
        failure.printStackTrace();
        System.exit(1);
    }

    private CompletableFuture<Message> cookMeanwhile(Message order) {
        CompletableFuture<DoughResponse> dough = new CompletableFuture<>();
        Futures.addCallback(PanettiereServiceGrpc.newFutureStub(channel).makeDough(request(order)), new FutureCallback<>() {
            @Override
            public void onSuccess(DoughResponse made) {
                dough.complete(made);
            }

            @Override
            public void onFailure(Throwable failure) {
                dough.completeExceptionally(failure);
            }
        }, Runnable::run);
        return dough
                .thenCompose(made -> jetStream.publishAsync(subject(order), headers(order), order.getData(), options(order)))
                .thenCompose(stored -> nats.requestWithTimeout(order.getReplyTo(), ACK, WAIT));
    }

    private void cook(Message order) throws Exception {
        PanettiereServiceGrpc.newBlockingStub(channel).makeDough(request(order));
        jetStream.publish(subject(order), headers(order), order.getData(), options(order));
        order.ackSync(WAIT);
    }

    private static DoughRequest request(Message order) {
        return DoughRequest.newBuilder().setOrderId(OrderSubjects.lastToken(order.getSubject()))
                .setBorder(BorderKind.BORDER_KIND_NONE).setSize(PizzaSize.PIZZA_SIZE_SMALL).build();
    }

    private static String subject(Message order) {
        return OrderSubjects.WAITING_DELIVERY + "." + OrderSubjects.lastToken(order.getSubject());
    }

    private static Headers headers(Message order) {
        Headers headers = new Headers();
        headers.put("traceparent", order.getHeaders().getFirst("traceparent"));
        return headers;
    }

    private static PublishOptions options(Message order) {
        return PublishOptions.builder()
                .expectedStream(Pizzeria.STREAM)
                .messageId(subject(order) + ":" + order.metaData().streamSequence())
                .expectedLastSubjectSequence(0)
                .build();
    }
}
