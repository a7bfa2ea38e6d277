package io.boxbox.maestro.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;

class ConnectionGuardTest {

    private static final int MOST = 3;
    private static final int PATIENCE_IN_MS = 10_000;

    private final ConnectionGuard guard = new ConnectionGuard(() -> MOST);
    private final NioEventLoopGroup acceptor = new NioEventLoopGroup(1);
    private final NioEventLoopGroup workers = new NioEventLoopGroup(1);
    private final CountDownLatch busy = new CountDownLatch(1);
    private final List<Socket> visitors = new ArrayList<>();
    private int port;

    @BeforeEach
    void open() throws Exception {
        Channel listener = new ServerBootstrap().group(acceptor, workers).channel(NioServerSocketChannel.class)
                .handler(new ChannelInitializer<NioServerSocketChannel>() {
                    @Override
                    protected void initChannel(NioServerSocketChannel channel) {
                        guard.postInitializeServerListenerChannel(channel);
                    }
                })
                .childHandler(new Greeting()).bind("127.0.0.1", 0).sync().channel();
        port = ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @AfterEach
    void close() throws IOException {
        busy.countDown();
        for (Socket visitor : visitors) {
            visitor.close();
        }
        acceptor.shutdownGracefully();
        workers.shutdownGracefully();
    }

    @Test
    void thoseWhoAreTooManyAreTurnedAwayEvenWhileTheEventLoopsAreBusy() throws Exception {
        workers.execute(this::beBusy);
        for (int number = 0; number < MOST; number++) {
            visit();
        }

        for (int number = 0; number < 20; number++) {
            assertThat(isTurnedAway(visit())).isTrue();
        }
        busy.countDown();
        for (Socket visitor : visitors.subList(0, MOST)) {
            assertThat(isTurnedAway(visitor)).as("one of those before them").isFalse();
        }
    }

    @Test
    void whoLeavesMakesRoom() throws Exception {
        for (int number = 0; number < MOST; number++) {
            visit();
        }
        assertThat(isTurnedAway(visit())).isTrue();

        visitors.get(0).close();

        Socket next = visit();
        while (isTurnedAway(next)) {
            next = visit();
        }
    }

    private Socket visit() throws IOException {
        Socket visitor = new Socket("127.0.0.1", port);
        visitors.add(visitor);
        return visitor;
    }

    private static boolean isTurnedAway(Socket visitor) throws IOException {
        visitor.setSoTimeout(PATIENCE_IN_MS);
        try {
            return visitor.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    private void beBusy() {
        try {
            busy.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Sharable
    private static final class Greeting extends ChannelInboundHandlerAdapter {

        @Override
        public void channelActive(ChannelHandlerContext visitor) {
            visitor.writeAndFlush(Unpooled.wrappedBuffer(new byte[] { '!' }));
        }
    }
}
