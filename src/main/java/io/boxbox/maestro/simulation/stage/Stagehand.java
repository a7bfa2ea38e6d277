package io.boxbox.maestro.simulation.stage;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.jboss.logging.Logger;

import io.boxbox.maestro.simulation.crowd.Account;
import io.boxbox.maestro.simulation.crowd.Tone;
import io.boxbox.maestro.simulation.panettiere.MoodyPanettiere;
import io.boxbox.maestro.simulation.panettiere.MoodyPanettiere.Mood;
import io.boxbox.maestro.simulation.scene.Act;
import io.boxbox.maestro.simulation.scene.Deed;
import io.boxbox.maestro.simulation.scene.Parameter;
import io.boxbox.maestro.simulation.scene.SceneRecord;

/** Does what keys and scenes ask for, one thing after the other, and tells it. Thread-safe; nothing blocks the caller. */
final class Stagehand implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Stagehand.class);
    private static final String STAGE = "stage";

    private final NatsProcess nats;
    private final MoodyPanettiere panettiere;
    private final Cast cast;
    private final OrderDesk desk;
    private final Marks marks;
    private final Account account;
    private final Chronicle chronicle;
    private final Optional<SceneRecord> record;
    private final double lapse;
    private final ExecutorService hand = Executors.newSingleThreadExecutor(Stage.daemon("stagehand"));
    private volatile Optional<Autoscaler> autoscaler = Optional.empty();
    private volatile boolean updating;

    Stagehand(NatsProcess nats, MoodyPanettiere panettiere, Cast cast, OrderDesk desk, Marks marks, Account account,
            Chronicle chronicle, Optional<SceneRecord> record, double lapse) {
        this.nats = nats;
        this.panettiere = panettiere;
        this.cast = cast;
        this.desk = desk;
        this.marks = marks;
        this.account = account;
        this.chronicle = chronicle;
        this.record = record;
        this.lapse = lapse;
    }

    /** Does it as soon as what was asked for before is done. */
    void perform(Act act) {
        hand.execute(() -> perform(act, Optional.empty()));
    }

    /** The same, as a step of a scene. */
    void perform(Act act, String step) {
        hand.execute(() -> perform(act, Optional.of(step)));
    }

    /** Whether something that takes its time is under way. */
    boolean isBusy() {
        return updating;
    }

    /** Follows the lag, where that was asked for. */
    void follow(long lag) {
        autoscaler.ifPresent(policy -> hand.execute(() -> scale(policy.wanted(chronicle.now(), lag), lag)));
    }

    private void perform(Act act, Optional<String> step) {
        Instant from = Instant.now();
        Duration at = chronicle.now();
        step.ifPresent(name -> chronicle.step(name, at));
        try {
            if (act.deed().on() == Deed.On.NATS) {
                nats.check(act.deed());
                marks.mark(from, act.words());
                marks.flush();
            }
            act(act, from, at);
            account.tell(Tone.SURGE, STAGE, act.words());
            if (act.deed().on() != Deed.On.NATS) {
                marks.mark(from, act.words());
            }
            if (act.deed() != Deed.UPDATE_MAESTROS) {
                chronicle.done(act, from, at,
                        act.deed() == Deed.SURGE ? inLapse(act.duration(Parameter.WITHIN)) : Duration.ZERO);
            }
            if (record.isPresent()) {
                record.get().write(Duration.ofNanos(Math.round(at.toNanos() * lapse)), act);
            }
        } catch (CannotBeDoneException e) {
            cannot(act, step, e.getMessage());
        } catch (IOException | RuntimeException e) {
            LOG.warn("Something could not be done on the stage", e);
            cannot(act, step, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        account.redraw();
    }

    private void cannot(Act act, Optional<String> step, String why) {
        account.tell(Tone.TROUBLE, STAGE, "cannot do this: " + act.deed().words() + ": " + why);
        step.ifPresent(name -> chronicle.failed(name, why));
    }

    private void act(Act act, Instant from, Duration at) throws CannotBeDoneException, IOException, InterruptedException {
        switch (act.deed()) {
            case PUT_PANETTIERE_TO_SLEEP -> panettiere.become(Mood.ASLEEP);
            case WAKE_PANETTIERE, CURE_PANETTIERE -> panettiere.become(Mood.WELL);
            case SLOW_PANETTIERE -> panettiere.becomeSlow(inLapse(act.duration(Parameter.TIME_PER_DOUGH)));
            case SILENCE_PANETTIERE -> panettiere.become(Mood.SILENT);
            case CONFUSE_PANETTIERE -> panettiere.become(Mood.CONFUSED);
            case FREEZE_NATS -> nats.freeze();
            case THAW_NATS -> nats.thaw();
            case KILL_NATS -> nats.kill();
            case START_NATS -> nats.start();
            case RESTART_NATS -> nats.restart();
            case KILL_MAESTRO -> cast.kill(act.maestro());
            case START_MAESTRO -> cast.start(act.maestro());
            case DISMISS_MAESTRO -> cast.dismiss(act.maestro());
            case ADD_MAESTRO -> cast.add();
            case REMOVE_MAESTRO -> cast.dismiss("");
            case UPDATE_MAESTROS -> update(act, from, at);
            case AUTOSCALE -> autoscaler = Optional.of(new Autoscaler(act.count(Parameter.LAG_PER_MAESTRO),
                    act.count(Parameter.LEAST), act.count(Parameter.MOST), inLapse(act.duration(Parameter.COOL_DOWN))));
            case SURGE -> desk.surge(act.count(Parameter.COUNT), inLapse(act.duration(Parameter.WITHIN)));
            case SEND_BAD_MESSAGE -> times(act, desk::badMessage);
            case SEND_POISON -> times(act, desk::poison);
            case ORDER_TWICE -> times(act, desk::twice);
            case REPLAY -> desk.replay(act.count(Parameter.COUNT));
        }
    }

    private static void times(Act act, Runnable once) {
        for (int i = 0; i < act.count(Parameter.COUNT); i++) {
            once.run();
        }
    }

    // It takes seconds; other things may be done meanwhile.
    private void update(Act act, Instant from, Duration at) throws CannotBeDoneException {
        if (updating) {
            throw new CannotBeDoneException("one is under way");
        }
        updating = true;
        Stage.daemon("rolling-update").newThread(() -> {
            try {
                cast.update();
                chronicle.done(act, from, at, Duration.ZERO);
                account.tell(Tone.SURGE, STAGE, "the rolling update is over");
            } catch (CannotBeDoneException | IOException e) {
                cannot(act, Optional.of(act.deed().inScene()), e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                updating = false;
            }
        }).start();
    }

    private void scale(int wanted, long lag) {
        int heads = cast.heads();
        if (heads == wanted || updating) {
            return;
        }
        try {
            String what = "autoscaler: " + lag + " unfinished orders, " + heads + " -> " + wanted + " Maestros";
            account.tell(Tone.SURGE, STAGE, what);
            marks.mark(Instant.now(), what);
            for (int i = heads; i < wanted; i++) {
                cast.addOrStart();
            }
            for (int i = heads; i > wanted; i--) {
                cast.dismiss("");
            }
        } catch (CannotBeDoneException | IOException e) {
            account.tell(Tone.TROUBLE, STAGE, "the autoscaler cannot go on: " + e.getMessage());
            autoscaler = Optional.empty();
        }
    }

    private Duration inLapse(Duration duration) {
        return Duration.ofNanos(Math.round(duration.toNanos() / lapse));
    }

    @Override
    public void close() {
        hand.shutdownNow();
    }
}
