package io.boxbox.maestro.greeting;

import io.boxbox.maestro.v1.HelloReply;
import io.boxbox.maestro.v1.HelloRequest;
import io.boxbox.maestro.v1.MaestroService;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;

/** Serves {@code maestro.v1.MaestroService}. */
@GrpcService
class GreetingService implements MaestroService {

    @Override
    public Uni<HelloReply> sayHello(HelloRequest request) {
        return Uni.createFrom().item(HelloReply.newBuilder().setMessage("Hello " + request.getName()).build());
    }
}
