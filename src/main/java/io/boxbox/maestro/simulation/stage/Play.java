package io.boxbox.maestro.simulation.stage;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import io.boxbox.maestro.kitchen.TimeLapse;
import io.boxbox.maestro.simulation.crowd.Account;
import io.boxbox.maestro.simulation.crowd.Audit;
import io.boxbox.maestro.simulation.crowd.Crowd;
import io.boxbox.maestro.simulation.crowd.CrowdHabit;
import io.boxbox.maestro.simulation.crowd.Timetable;
import io.boxbox.maestro.simulation.crowd.Tone;
import io.boxbox.maestro.simulation.scene.Performance;
import io.boxbox.maestro.simulation.scene.Scene;
import io.boxbox.maestro.simulation.scene.Scene.Guests;
import io.boxbox.maestro.simulation.scene.Verdict;
import io.nats.client.JetStreamApiException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;

/** A scene as it is played, from the rise of the curtain to the last word. */
final class Play {

    /** Exit code. */
    private static final int NOT_AS_EXPECTED = 3;
    private static final Duration NEVER = Duration.ofDays(36_500);
    /** Between the last orders and the end of a demo, for the kitchen to finish; a quarter of a short one. */
    private static final Duration TO_FINISH = Duration.ofSeconds(8);
    /** How long the last orders are waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** For duplicates, which come after their originals. */
    private static final Duration BEFORE_THE_LAST_AUDIT = Duration.ofMillis(500);
    private static final Duration BETWEEN_STANDINGS = Duration.ofSeconds(2);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final String STAGE = "stage";

    private final Scene scene;
    private final Backstage backstage;
    private final Chronicle chronicle;
    private final Account account;
    private final TimeLapse lapse;
    private final CompletableFuture<Integer> outcome;
    private final Runnable lastWord;
    private final AtomicBoolean goneHome = new AtomicBoolean();
    private final Map<String, Cast.Condition> lastSeen = new HashMap<>();
    private final List<Cancellable> underWay = new CopyOnWriteArrayList<>();
    private StreamFollower follower;
    private volatile Cancellable crowd = () -> {
    };
    private boolean slept;
    private boolean several;

    /**
     * @param outcome is completed with the exit code
     * @param lastWord is run before the last lines are written
     */
    Play(Scene scene, Backstage backstage, CompletableFuture<Integer> outcome, Runnable lastWord) {
        this.scene = scene;
        this.backstage = backstage;
        this.chronicle = backstage.chronicle();
        this.account = backstage.account();
        this.lapse = new TimeLapse(scene.timeLapse());
        this.outcome = outcome;
        this.lastWord = lastWord;
    }

    /** The curtain rises. Returns at once. */
    void begin() throws IOException, JetStreamApiException {
        follower = new StreamFollower(backstage.stream(), backstage.ledger(), account);
        chronicle.begin(backstage.cast().isHealthy(), backstage.cast().heads());
        backstage.clock().scheduler().execute(this::castChanged);
        scene.steps().forEach(step -> later(lapse.of(step.at()), () -> backstage.hand().perform(step.act(), step.name())));
        underWay.add(Multi.createBy().repeating()
                .uni(() -> backstage.clock().pause(BETWEEN_STANDINGS).chain(this::unacknowledged)).indefinitely()
                .subscribe().with(account::standing));
        underWay.add(Multi.createBy().repeating()
                .uni(() -> backstage.clock().pause(BETWEEN_LOOKS).chain(this::unacknowledged)).indefinitely()
                .subscribe().with(this::look));
        if (scene.crowd().isPresent()) {
            crowd = crowd(scene.crowd().get()).subscribe().with(act -> {
                if (act == Timetable.Act.WIN) {
                    account.won();
                } else {
                    backstage.desk().order();
                }
            });
        }
        later(stay(), this::end);
    }

    private Duration stay() {
        Duration length = lapse.of(scene.lasts());
        if (!scene.steps().isEmpty() || !scene.expectations().isEmpty()) {
            return length;
        }
        Duration quarter = scene.lasts().dividedBy(4);
        return scene.lasts().minus(quarter.compareTo(TO_FINISH) < 0 ? quarter : TO_FINISH);
    }

    private Multi<Timetable.Act> crowd(Guests guests) {
        CrowdHabit habit = new CrowdHabit(lapse.of(guests.orderEvery()), lapse.of(guests.surgeEvery().orElse(NEVER)),
                lapse.of(guests.surgeWithin()), guests.surgeCount());
        Random dice = scene.seed().isPresent() ? new Random(scene.seed().getAsLong()) : new Random();
        return new Crowd(habit, backstage.clock(), dice).come(stay());
    }

    private void later(Duration after, Runnable action) {
        underWay.add(backstage.clock().pause(after).subscribe().with(passed -> action.run()));
    }

    private Uni<OptionalLong> unacknowledged() {
        return Uni.createFrom().item(backstage.stream()::unacknowledged)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private void look(OptionalLong unacknowledged) {
        unacknowledged.ifPresent(backstage.hand()::follow);
        boolean sleeps = backstage.panettiere().sleeps();
        if (sleeps != slept) {
            slept = sleeps;
            account.panettiere(sleeps);
        }
    }

    /** The crowd goes home; the kitchen finishes, and the account is drawn up. Once. */
    void end() {
        if (goneHome.getAndSet(true)) {
            return;
        }
        crowd.cancel();
        account.wentHome();
        if (!chronicle.open().isEmpty()) {
            account.tell(Tone.TROUBLE, STAGE, "still so: " + String.join("; ", chronicle.open()));
        }
        underWay.add(Multi.createBy().repeating()
                .uni(() -> backstage.clock().pause(BETWEEN_LOOKS).chain(this::unacknowledged).map(this::isOver))
                .until(over -> over).collect().last()
                .chain(() -> backstage.clock().pause(BEFORE_THE_LAST_AUDIT)).replaceWith(true)
                .ifNoItem().after(PATIENCE).recoverWithItem(false)
                .subscribe().with(over -> conclude()));
    }

    private boolean isOver(OptionalLong unacknowledged) {
        Performance soFar = chronicle.performance(backstage.ledger());
        Duration now = chronicle.now();
        return backstage.desk().isQuiet() && !backstage.hand().isBusy() && backstage.ledger().audit().nothingMissing()
                && unacknowledged.orElse(1) == 0
                && scene.expectations().stream().allMatch(one -> one.openUntil(soFar).compareTo(now) <= 0);
    }

    private void conclude() {
        stop();
        if (backstage.hand().isBusy()) {
            chronicle.failed("update-maestros", "it was still under way at the end");
        }
        Audit audit = backstage.ledger().audit();
        Performance performance = chronicle.performance(backstage.ledger());
        List<Verdict> verdicts = scene.expectations().stream().map(one -> one.judge(performance)).toList();
        List<String> more = new ArrayList<>(chronicle.costs(backstage.ledger()));
        if (!verdicts.isEmpty() || !chronicle.failures().isEmpty()) {
            more.addAll(List.of("", "What was expected, and what came:"));
            verdicts.forEach(verdict -> more.add(verdict.line()));
            more.addAll(chronicle.failures());
        }
        more.add("");
        boolean expected = verdicts.stream().allMatch(Verdict::passed) && chronicle.failures().isEmpty();
        lastWord.run();
        account.summary(audit, more, expected, () -> outcome.complete(audit.passed() && expected ? 0 : NOT_AS_EXPECTED));
    }

    /** Somebody ends it before it is over: what is known so far is told. */
    void endedEarly() {
        stop();
        List<String> costs = chronicle.costs(backstage.ledger());
        if (!costs.isEmpty()) {
            Audit audit = backstage.ledger().audit();
            List<String> lines = new ArrayList<>(costs);
            lines.add("");
            lines.add("Ended early: " + audit.delivered() + " of " + audit.placed() + " orders delivered, "
                    + audit.deadLetters()
                    + " dead letters, " + audit.duplicates() + " duplicates, " + audit.missing().size() + " on their way.");
            account.write(lines);
        }
    }

    private void stop() {
        crowd.cancel();
        underWay.forEach(Cancellable::cancel);
        follower.close();
    }

    /** A Maestro has come or gone, or his health has changed. On the clock's scheduler. */
    void castChanged() {
        Cast cast = backstage.cast();
        chronicle.heads(cast.heads());
        chronicle.health(cast.isHealthy());
        if (!several && cast.areSeveral()) {
            several = true;
            // He has a letter now.
            account.gone("");
        }
        cast.conditions().forEach((letter, condition) -> {
            Cast.Condition before = lastSeen.put(letter, condition);
            if (before == null ? several || condition == Cast.Condition.COMING : before != condition) {
                tell(letter, condition);
            }
        });
    }

    private void tell(String letter, Cast.Condition condition) {
        String who = backstage.cast().areSeveral() ? "Maestro " + letter : "Maestro";
        switch (condition) {
            case COMING -> account.tell(Tone.STATUS, STAGE, who + " comes");
            case READY -> account.tell(Tone.STATUS, STAGE, who + " can claim orders" + backstage.cast().boardOf(letter));
            case NOT_READY -> account.tell(Tone.TROUBLE, STAGE, who + " cannot claim orders");
            case GOING -> account.tell(Tone.STATUS, STAGE, who + " goes");
            case GONE -> {
                account.gone(backstage.cast().areSeveral() ? letter : "");
                account.tell(Tone.STATUS, STAGE, who + " is gone");
            }
        }
    }
}
