package io.boxbox.maestro.telemetry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.Prioritized;

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
 * Marks the span of a call that failed as an error. Quarkus's own tracing does so only for failures that have an exception,
 * which a status that came from the server has not.
 */
@GlobalInterceptor
@ApplicationScoped
class FailedCalls implements ClientInterceptor, Prioritized {

    /** Within the tracing interceptor, whose span is then the current one. */
    private static final int WITHIN_TRACING = -1;

    @Override
    public int getPriority() {
        return WITHIN_TRACING;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        Span span = Span.current();
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<A> answers, Metadata headers) {
                super.start(new SimpleForwardingClientCallListener<>(answers) {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        if (!status.isOk()) {
                            span.setStatus(StatusCode.ERROR, status.getDescription() == null ? status.getCode().name()
                                    : status.getCode() + ": " + status.getDescription());
                        }
                        super.onClose(status, trailers);
                    }
                }, headers);
            }
        };
    }
}
