package io.boxbox.maestro.telemetry;

import java.net.URI;

import jakarta.enterprise.inject.spi.Prioritized;
import jakarta.inject.Singleton;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.quarkus.grpc.GlobalInterceptor;

/**
 * Completes the span of a call, by OpenTelemetry's conventions: where it goes, and that it failed. Quarkus's own tracing names
 * no server, and knows only failures that have an exception, which a status that came from the server has not.
 */
@GlobalInterceptor
@Singleton
class CallSpans implements ClientInterceptor, Prioritized {

    /** Within the tracing interceptor, whose span is then the current one. */
    private static final int WITHIN_TRACING = -1;

    private volatile Server last = new Server("", "", 0);

    @Override
    public int getPriority() {
        return WITHIN_TRACING;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        Span span = Span.current();
        Server server = server(next.authority());
        span.setAttribute("server.address", server.address()).setAttribute("server.port", server.port());
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<A> answers, Metadata headers) {
                super.start(new SimpleForwardingClientCallListener<>(answers) {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        if (!status.isOk()) {
                            span.setAttribute("error.type", status.getCode().name());
                            span.setStatus(StatusCode.ERROR, status.getDescription() == null ? status.getCode().name()
                                    : status.getCode() + ": " + status.getDescription());
                        }
                        super.onClose(status, trailers);
                    }
                }, headers);
            }
        };
    }

    // There is one server as a rule: what the last call has read of its authority holds for the next.
    private Server server(String authority) {
        Server server = last;
        if (!server.authority().equals(authority)) {
            server = Server.of(authority);
            last = server;
        }
        return server;
    }

    private record Server(String authority, String address, long port) {

        private static Server of(String authority) {
            URI uri = URI.create("//" + authority);
            return new Server(authority, uri.getHost() == null ? authority : uri.getHost(), uri.getPort());
        }
    }
}
