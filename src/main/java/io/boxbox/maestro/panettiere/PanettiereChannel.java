package io.boxbox.maestro.panettiere;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.boxbox.maestro.loop.KitchenLoop;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.quarkus.grpc.api.ChannelBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcClientConfiguration;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;

/**
 * Serves the Panettiere's channel on the kitchen's own event loop: an answer need not wake another thread. Quarkus, which would
 * choose among all event loops, is told not to; what it would have set together with the loop is set here.
 */
@ApplicationScoped
class PanettiereChannel implements ChannelBuilderCustomizer<NettyChannelBuilder> {

    // Somebody who is there answers sooner; for one who is not, it would be twenty seconds.
    private static final int CONNECT_TIMEOUT_IN_MILLIS = 5_000;

    private final KitchenLoop loop;
    private final Vertx vertx;
    private final TlsConfigurationRegistry keys;

    PanettiereChannel(KitchenLoop loop, Vertx vertx, TlsConfigurationRegistry keys) {
        this.loop = loop;
        this.vertx = vertx;
        this.keys = keys;
    }

    @Override
    public Map<String, Object> customize(String name, GrpcClientConfiguration config, NettyChannelBuilder builder) {
        builder.eventLoopGroup(loop.eventLoop()).channelType(NioSocketChannel.class)
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
