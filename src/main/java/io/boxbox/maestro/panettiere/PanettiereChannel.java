package io.boxbox.maestro.panettiere;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.boxbox.maestro.loop.KitchenLoop;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.quarkus.grpc.api.ChannelBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcClientConfiguration;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * Serves the Panettiere's channel on the kitchen's own event loop: an answer need not wake another thread. Quarkus, which would
 * choose among all event loops, is told not to; what it would have set together with the loop is set here.
 */
@ApplicationScoped
class PanettiereChannel implements ChannelBuilderCustomizer<NettyChannelBuilder> {

    private final KitchenLoop loop;

    PanettiereChannel(KitchenLoop loop) {
        this.loop = loop;
    }

    @Override
    public Map<String, Object> customize(String name, GrpcClientConfiguration config, NettyChannelBuilder builder) {
        builder.eventLoopGroup(loop.eventLoop()).channelType(NioSocketChannel.class)
                .directExecutor()
                .offloadExecutor(Infrastructure.getDefaultExecutor())
                .keepAliveWithoutCalls(config.keepAliveWithoutCalls())
                .defaultLoadBalancingPolicy(config.loadBalancingPolicy());
        config.flowControlWindow().ifPresent(builder::flowControlWindow);
        config.maxInboundMetadataSize().ifPresent(builder::maxInboundMetadataSize);
        config.maxInboundMessageSize().ifPresent(builder::maxInboundMessageSize);
        return Map.of();
    }
}
