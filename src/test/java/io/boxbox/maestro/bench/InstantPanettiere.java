package io.boxbox.maestro.bench;

import java.net.InetSocketAddress;

import io.boxbox.panettiere.v1.DoughRequest;
import io.boxbox.panettiere.v1.DoughResponse;
import io.boxbox.panettiere.v1.PanettiereServiceGrpc.PanettiereServiceImplBase;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;

/** A Panettiere who has the dough ready, in a process of his own. Prints the port where he listens. */
final class InstantPanettiere extends PanettiereServiceImplBase {

    private static final DoughResponse DOUGH = DoughResponse.newBuilder().setContent("dough").build();

    private InstantPanettiere() {
    }

    public static void main(String[] args) throws Exception {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)).directExecutor()
                .addService(new InstantPanettiere()).build().start();
        System.out.println(server.getPort());
        server.awaitTermination();
    }

    @Override
    public void makeDough(DoughRequest request, StreamObserver<DoughResponse> answer) {
        answer.onNext(DOUGH);
        answer.onCompleted();
    }
}
