package io.boxbox.maestro.simulation.stage;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

import org.jboss.logging.Logger;

import io.boxbox.maestro.configuration.Setting;
import io.boxbox.maestro.configuration.Settings;
import io.boxbox.maestro.kitchen.KitchenClock;
import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.kitchen.TimeLapse;
import io.boxbox.maestro.simulation.crowd.Account;
import io.boxbox.maestro.simulation.crowd.Ledger;
import io.boxbox.maestro.simulation.crowd.OrdersStream;
import io.boxbox.maestro.simulation.crowd.Screen;
import io.boxbox.maestro.simulation.crowd.Tone;
import io.boxbox.maestro.simulation.panettiere.MoodyPanettiere;
import io.boxbox.maestro.simulation.panettiere.PanettiereHabits;
import io.boxbox.maestro.simulation.scene.Act;
import io.boxbox.maestro.simulation.scene.Scene;
import io.boxbox.maestro.simulation.scene.Scene.Baker;
import io.boxbox.maestro.simulation.scene.SceneRecord;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.nats.client.JetStreamApiException;
import io.nats.client.Options;

/** Puts everything on the stage, has the scene played and clears up afterwards. */
final class Stage {

    private static final Logger LOG = Logger.getLogger(Stage.class);

    /** Exit code, as of one that SIGPIPE has ended. */
    static final int NOBODY_READS = 141;

    private final StageOptions options;
    private final Scene scene;
    private final Options connection;
    private final TimeLapse lapse;
    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, daemon("stage"),
            new ThreadPoolExecutor.DiscardPolicy());
    private final ThreadPoolExecutor writer = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
            daemon("stage-account"), new ThreadPoolExecutor.DiscardPolicy());
    private final KitchenClock clock = KitchenClock.running(scheduler);
    private final CompletableFuture<Integer> outcome = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Ledger ledger = new Ledger();
    private final Chronicle chronicle;
    private final NatsProcess nats;
    private final MoodyPanettiere panettiere;
    private final Keys keys;
    private final Account account;
    private final Optional<SceneRecord> record;
    private volatile boolean footer;
    private Server bakery;
    private OrdersStream stream;
    private Marks marks;
    private Cast cast;
    private OrderDesk desk;
    private Stagehand hand;
    private volatile Play play;

    /** @param connection how NATS is reached */
    Stage(StageOptions options, Scene scene, Options connection, Optional<SceneRecord> record) {
        this.connection = connection;
        this.options = options;
        this.scene = scene;
        this.record = record;
        this.lapse = new TimeLapse(scene.timeLapse());
        this.chronicle = new Chronicle(clock, scene.timeLapse());
        this.nats = new NatsProcess(options);
        RandomGenerator dice = scene.seed().isPresent() ? new Random(~scene.seed().getAsLong()) : new Random();
        this.panettiere = new MoodyPanettiere(habits(scene.panettiere()), clock, dice, ledger::mayBeRefused);
        this.keys = new Keys(panettiere, nats, options.width());
        this.account = new Account(writer,
                new Screen(System.out, this::footer, () -> outcome.complete(NOBODY_READS)), options.coloured(),
                chronicle::now);
    }

    /** @return the exit code of {@code script/demo} */
    int run() throws IOException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stage-end"));
        ProcessHandle.current().parent().ifPresent(script -> script.onExit().thenRun(this::scriptIsGone));
        try {
            open();
            footer = options.terminal();
            play = new Play(scene, new Backstage(clock, chronicle, ledger, account, stream, cast, desk, panettiere, hand),
                    outcome,
                    () -> footer = false);
            play.begin();
            if (options.terminal()) {
                daemon("keys").newThread(() -> keys.read(System.in, new Pressed())).start();
            }
            account.redraw();
            return outcome.join();
        } catch (JetStreamApiException e) {
            throw new IOException("the stream of orders cannot be used: " + e.getMessage());
        } finally {
            close();
        }
    }

    private Optional<String> footer() {
        String line = keys.line();
        return footer && !line.isEmpty() ? Optional.of(options.coloured() ? Tone.STATUS.paint(line) : line) : Optional.empty();
    }

    private void open() throws IOException, InterruptedException, JetStreamApiException {
        nats.open();
        stream = OrdersStream.open(connection);
        if (options.natsIsOurs()) {
            stream.makeConsumerIfAbsent(scene.ackWait());
        }
        marks = new Marks(stream.connection(), () -> nats.state() != NatsProcess.State.RUNNING);
        bakery = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)).addService(panettiere).build().start();
        cast = new Cast(options, variables(), scene.seed(), this::kitchen, this::changed, scheduler);
        desk = new OrderDesk(stream, ledger, account, clock);
        hand = new Stagehand(nats, panettiere, cast, desk, marks, account, chronicle, record, scene.timeLapse());
        try {
            for (int i = 0; i < scene.maestros(); i++) {
                cast.add();
            }
            cast.awaitAll();
        } catch (CannotBeDoneException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        for (Setting setting : Settings.ALL) {
            if (scene.settings().containsKey(setting.name())) {
                variables.put(setting.variable(), scene.settings().get(setting.name()));
            }
        }
        variables.putAll(Map.of(
                "QUARKUS_PROFILE", "demo",
                "QUARKUS_LOG_CONSOLE_ENABLED", "false",
                "QUARKUS_LOG_FILE_ENABLED", "true",
                "MAESTRO_DEMO_REPORT", "true",
                "MAESTRO_NATS_HOST", options.natsHost(),
                "MAESTRO_NATS_PORT", String.valueOf(options.natsPort()),
                "MAESTRO_PANETTIERE_CLIENT_ADDRESS", "127.0.0.1:" + bakery.getPort(),
                "MAESTRO_TIME_LAPSE", String.valueOf(scene.timeLapse())));
        return variables;
    }

    private PanettiereHabits habits(Baker baker) {
        return new PanettiereHabits(lapse.of(baker.timePerDough()), baker.variance(), lapse.of(baker.sleepsEvery()),
                lapse.of(baker.sleepsFor()), baker.oversleeps(), baker.oversleepingFactor());
    }

    private void kitchen(String letter, KitchenEvent event) {
        account.kitchen(cast.areSeveral() ? letter : "", event);
    }

    /** A Maestro has come or gone, or his health has changed. */
    private void changed() {
        // Not here: the one who tells it may hold a lock.
        scheduler.execute(() -> {
            if (play != null && !closed.get()) {
                play.castChanged();
            }
        });
    }

    private void scriptIsGone() {
        options.keyReader().flatMap(ProcessHandle::of).ifPresent(ProcessHandle::destroyForcibly);
        // Nobody is there to be told anything.
        System.exit(1);
    }

    private void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        footer = false;
        try {
            if (play != null && !outcome.isDone()) {
                play.endedEarly();
            }
            if (hand != null) {
                hand.close();
            }
            writer.shutdown();
            writer.awaitTermination(1, TimeUnit.SECONDS);
            if (cast != null) {
                // Without NATS there is nothing that they could hand back.
                cast.close(nats.state() == NatsProcess.State.RUNNING ? MaestroProcess.TO_LEAVE : Duration.ZERO);
            }
            if (marks != null) {
                marks.flush();
                marks.close();
            }
            if (bakery != null) {
                bakery.shutdownNow();
            }
            if (record.isPresent()) {
                record.get().close();
            }
        } catch (IOException e) {
            LOG.warn("The record could not be closed; each line of it is written", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            nats.close();
            scheduler.shutdownNow();
        }
    }

    static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    private final class Pressed implements Keys.Answers {

        @Override
        public void perform(Act act) {
            hand.perform(act);
        }

        @Override
        public void help(List<String> lines) {
            account.write(lines);
        }

        @Override
        public void end() {
            play.end();
        }

        @Override
        public void resized() {
            account.redraw();
        }
    }
}
