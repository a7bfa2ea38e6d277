package io.boxbox.maestro.panettiere;

import java.util.Map;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import io.boxbox.maestro.loop.KitchenLoop;
import io.grpc.Channel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.quarkus.grpc.api.ChannelBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcClientConfiguration;
import io.quarkus.grpc.runtime.supports.Channels;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;

/**
 * Serves each of the Panettiere's channels on one of the kitchen's own event loops: an answer need not wake another thread.
 * Quarkus, which would choose among all event loops, is told not to; what it would have set together with the loop is set here.
 */
@ApplicationScoped
class PanettiereChannel implements ChannelBuilderCustomizer<NettyChannelBuilder> {

    // Somebody who is there answers sooner; for one who is not, it would be twenty seconds.
    private static final int CONNECT_TIMEOUT_IN_MILLIS = 5_000;

    private final Vertx vertx;
    private final TlsConfigurationRegistry keys;

    private KitchenLoop next;

    PanettiereChannel(KitchenLoop first, Vertx vertx, TlsConfigurationRegistry keys) {
        this.next = first;
        this.vertx = vertx;
        this.keys = keys;
    }

    /** Makes another channel, as the one that is injected, on another loop. */
    synchronized Channel open(KitchenLoop loop) {
        next = loop;
        try {
            return Channels.createChannel(GrpcPanettiere.NAME, Set.of());
        } catch (Exception e) {
            throw new IllegalStateException("No channel to the Panettiere: " + e.getMessage(), e);
        }
    }

    // Within the call that makes a channel.
    @Override
    public synchronized Map<String, Object> customize(String name, GrpcClientConfiguration config,
            NettyChannelBuilder builder) {
        builder.eventLoopGroup(next.eventLoop()).channelType(NioSocketChannel.class)
                .directExecutor()
                .offloadExecutor(Infrastructure.getDefaultExecutor())
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_IN_MILLIS)
                .keepAliveWithoutCalls(config.keepAliveWithoutCalls())
                .defaultLoadBalancingPolicy(config.loadBalancingPolicy());
        config.flowControlWindow().ifPresent(builder::flowControlWindow);
        config.maxInboundMetadataSize().ifPresent(builder::maxInboundMetadataSize);
        config.maxInboundMessageSize().ifPresent(builder::maxInboundMessageSize);
        // Quarkus takes keys from its registry for its own client only, not for one on Netty.
        config.tlsConfigurationName().ifPresent(keysName -> {
            if (config.plainText().orElse(true)) {
                throw new ConfigurationException("quarkus.grpc.clients.panettiere.tls-configuration-name is " + keysName
                        + ", but the Panettiere would be asked without TLS: set quarkus.grpc.clients.panettiere.plain-text=false, too");
            }
            builder.sslContext(tls(keysName));
        });
        return Map.of();
    }

    private SslContext tls(String keysName) {
        TlsConfiguration configuration = keys.get(keysName).orElseThrow(() -> new ConfigurationException(
                "quarkus.grpc.clients.panettiere.tls-configuration-name is " + keysName
                        + ", but nothing begins with quarkus.tls."
                        + keysName));
        try {
            SslContextBuilder context = GrpcSslContexts.forClient();
            if (configuration.getTrustStoreOptions() != null) {
                context.trustManager(configuration.getTrustStoreOptions().getTrustManagerFactory(vertx));
            }
            if (configuration.getKeyStoreOptions() != null) {
                context.keyManager(configuration.getKeyStoreOptions().getKeyManagerFactory(vertx));
            }
            return context.build();
        } catch (Exception e) {
            throw new IllegalStateException("The keys of quarkus.tls." + keysName + " cannot be used: " + e.getMessage(), e);
        }
    }
}
