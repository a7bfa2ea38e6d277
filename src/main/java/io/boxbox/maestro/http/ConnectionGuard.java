package io.boxbox.maestro.http;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.logging.OnceAMinute;
import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.SmallRyeConfig;

/**
 * Keeps strangers' connections to our ports from using up the files that the process may open: each port has so many
 * connections at most, and those on which no request comes are closed, however slowly they send one. Netty finds and makes this
 * class by its name, where {@link #ENABLED_BY} says so.
 */
@RegisterForReflection
public final class ConnectionGuard extends ChannelInitializerExtension {

    /** The system property that makes Netty look for this class, and its value. */
    public static final String ENABLED_BY = EXTENSIONS_SYSTEM_PROPERTY;
    public static final String ENABLED = "serviceload";

    private static final Logger LOG = Logger.getLogger(ConnectionGuard.class);
    private static final long BETWEEN_LOOKS_IN_SECONDS = 5;

    private final Map<Integer, AtomicInteger> open = new ConcurrentHashMap<>();
    private final OnceAMinute told = new OnceAMinute();
    private volatile int most;

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        int port = channel.localAddress() instanceof InetSocketAddress address ? address.getPort() : 0;
        AtomicInteger ofThePort = open.computeIfAbsent(port, first -> new AtomicInteger());
        channel.closeFuture().addListener(closed -> ofThePort.decrementAndGet());
        if (ofThePort.incrementAndGet() <= most()) {
            channel.attr(ServerConnection.KEY).set(new ServerConnection(System.nanoTime()));
            channel.pipeline().addLast(new Watch());
            return;
        }
        channel.pipeline().addLast(new Refusal());
        if (told.isDue("full")) {
            LOG.warnf("Port %d has %d connections, and more are closed at once: raise maestro.max-connections,"
                    + " and the limit of open files (ulimit -n) with it", port, most());
        }
    }

    private int most() {
        int known = most;
        if (known == 0) {
            known = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class).getConfigMapping(MaestroSettings.class)
                    .maxConnections().orElseGet(OpenFiles::connectionsOfAPort);
            most = known;
        }
        return known;
    }

    /** Closes one that is too many, as soon as it has an event loop that can. */
    private static final class Refusal extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRegistered(ChannelHandlerContext context) {
            context.channel().close();
        }
    }

    /** Looks at one connection now and then. */
    private static final class Watch extends ChannelInboundHandlerAdapter {

        private Future<?> looks;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            ServerConnection connection = context.channel().attr(ServerConnection.KEY).get();
            looks = context.executor().scheduleWithFixedDelay(() -> {
                if (connection.isOverdue(System.nanoTime())) {
                    LOG.debugf("Closed: %s sends no request", context.channel().remoteAddress());
                    context.close();
                }
            }, BETWEEN_LOOKS_IN_SECONDS, BETWEEN_LOOKS_IN_SECONDS, TimeUnit.SECONDS);
            context.fireChannelActive();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (looks != null) {
                looks.cancel(false);
            }
            context.fireChannelInactive();
        }
    }
}
