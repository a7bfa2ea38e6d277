package io.boxbox.maestro.http;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.logging.OnceAMinute;
import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
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

    private final OnceAMinute told = new OnceAMinute();
    private final IntSupplier limit;
    private volatile int most;

    /** For Netty. */
    public ConnectionGuard() {
        this(() -> ConfigProvider.getConfig().unwrap(SmallRyeConfig.class).getConfigMapping(MaestroSettings.class)
                .maxConnections().orElseGet(OpenFiles::connectionsOfAPort));
    }

    /** @param limit of the connections to a port; asked for at the first connection, when there is a configuration */
    ConnectionGuard(IntSupplier limit) {
        this.limit = limit;
    }

    @Override
    public void postInitializeServerListenerChannel(ServerChannel port) {
        port.pipeline().addFirst(new Door());
    }

    @Override
    public void postInitializeServerChildChannel(Channel connection) {
        connection.attr(ServerConnection.KEY).set(new ServerConnection(System.nanoTime()));
        connection.pipeline().addLast(new Watch());
    }

    private int most() {
        int known = most;
        if (known == 0) {
            known = limit.getAsInt();
            most = known;
        }
        return known;
    }

    /**
     * Closes a connection that is too many by the thread that accepts. A busy event loop would close it later, and others would
     * use up the files meanwhile.
     */
    private final class Door extends ChannelInboundHandlerAdapter {

        private final AtomicInteger open = new AtomicInteger();

        @Override
        public void channelRead(ChannelHandlerContext port, Object accepted) {
            Channel connection = (Channel) accepted;
            if (open.get() >= most()) {
                connection.unsafe().closeForcibly();
                tell(port.channel().localAddress());
                return;
            }
            open.incrementAndGet();
            connection.closeFuture().addListener(closed -> open.decrementAndGet());
            port.fireChannelRead(connection);
        }

        private void tell(SocketAddress port) {
            if (told.isDue("full")) {
                LOG.warnf("Port %s has %d connections, and more are closed at once: raise maestro.max-connections,"
                        + " and the limit of open files (ulimit -n) with it",
                        port instanceof InetSocketAddress address ? address.getPort() : port, most());
            }
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
