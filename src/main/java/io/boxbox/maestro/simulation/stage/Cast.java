package io.boxbox.maestro.simulation.stage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

import io.boxbox.maestro.kitchen.KitchenEvent;

/** All the Maestros of the stage: who is there, and who comes and goes. Thread-safe; what starts or ends somebody blocks. */
final class Cast {

    private static final Duration TO_COME = Duration.ofSeconds(60);
    private static final int MOST = 26;

    private final StageOptions options;
    private final Map<String, String> variables;
    private final OptionalLong seed;
    private final BiConsumer<String, KitchenEvent> kitchen;
    private final Runnable changed;
    private final ScheduledExecutorService scheduler;
    private final List<MaestroProcess> maestros = new ArrayList<>();
    // Also of those who do not listen, yet or just now.
    private final Set<Integer> given = new HashSet<>();

    /**
     * @param variables of each Maestro's environment
     * @param kitchen is told what happens, with the letter of the Maestro
     * @param changed is run when one comes, goes, or his health changes
     */
    Cast(StageOptions options, Map<String, String> variables, OptionalLong seed, BiConsumer<String, KitchenEvent> kitchen,
            Runnable changed, ScheduledExecutorService scheduler) {
        this.options = options;
        this.variables = variables;
        this.seed = seed;
        this.kitchen = kitchen;
        this.changed = changed;
        this.scheduler = scheduler;
    }

    /** How a Maestro is. */
    enum Condition {
        COMING,
        READY,
        NOT_READY,
        GOING,
        GONE
    }

    /** Of each Maestro there ever was, by his letter. */
    Map<String, Condition> conditions() {
        Map<String, Condition> conditions = new TreeMap<>();
        list().forEach(maestro -> conditions.put(maestro.letter(), maestro.condition()));
        return conditions;
    }

    /** Where his board is, as a remark. */
    String boardOf(String letter) {
        return list().stream().filter(maestro -> maestro.letter().equals(letter)).map(maestro -> ": " + maestro.board())
                .findFirst().orElse("");
    }

    /** Waits until all can claim orders. */
    void awaitAll() throws IOException, InterruptedException {
        for (MaestroProcess each : list()) {
            await(each);
        }
    }

    /** Those who are there to stay. */
    int heads() {
        return (int) list().stream().filter(MaestroProcess::stays).count();
    }

    /** Whether at least one can claim orders. */
    boolean isHealthy() {
        return list().stream().anyMatch(MaestroProcess::isHealthy);
    }

    /** Whether there was ever more than one. */
    synchronized boolean areSeveral() {
        return maestros.size() > 1;
    }

    /** Starts one more. */
    synchronized MaestroProcess add() throws CannotBeDoneException, IOException {
        if (maestros.size() == MOST) {
            throw new CannotBeDoneException("there were " + MOST + " Maestros, and there are no more letters");
        }
        String letter = String.valueOf((char) ('A' + maestros.size()));
        Map<String, String> his = new HashMap<>(variables);
        seed.ifPresent(number -> his.put("MAESTRO_SEED", String.valueOf(number + letter.charAt(0) - 'A')));
        MaestroProcess maestro = new MaestroProcess(letter, give(options.grpcPort()), give(options.probesPort()), options, his,
                event -> kitchen.accept(letter, event), changed, scheduler);
        maestros.add(maestro);
        maestro.start();
        return maestro;
    }

    /** Waits until he can claim orders. */
    void await(MaestroProcess maestro) throws IOException, InterruptedException {
        if (!maestro.awaitHealth(TO_COME)) {
            throw new IOException("Maestro " + maestro.letter() + " did not start: see " + maestro.log());
        }
    }

    /** @param letter of one who is there; empty for the last who came */
    MaestroProcess kill(String letter) throws CannotBeDoneException {
        MaestroProcess maestro = one(letter, MaestroProcess::isAlive, "is there");
        maestro.kill();
        return maestro;
    }

    /** @param letter of one who is there; empty for the last who came */
    MaestroProcess dismiss(String letter) throws CannotBeDoneException {
        MaestroProcess maestro = one(letter, MaestroProcess::stays, "is there");
        maestro.dismiss();
        return maestro;
    }

    /** @param letter of one who is gone; empty for the last of these who came */
    MaestroProcess start(String letter) throws CannotBeDoneException, IOException {
        MaestroProcess maestro = one(letter, gone -> !gone.isAlive(), "is gone");
        maestro.start();
        return maestro;
    }

    /** Brings back the one who went last, or starts one more if all are there. */
    void addOrStart() throws CannotBeDoneException, IOException {
        if (list().stream().allMatch(MaestroProcess::isAlive)) {
            add();
        } else {
            start("");
        }
    }

    /** Replaces each of those who are there: a new one comes, and when he can claim orders, the old one goes. */
    void update() throws CannotBeDoneException, IOException, InterruptedException {
        List<MaestroProcess> old = list().stream().filter(MaestroProcess::stays).toList();
        if (old.isEmpty()) {
            throw new CannotBeDoneException("no Maestro is there");
        }
        for (MaestroProcess each : old) {
            await(add());
            each.dismiss();
            each.awaitEnd(MaestroProcess.TO_LEAVE);
        }
    }

    /** Tells all of them to go, waits until they are gone, and insists in the end. */
    void close(Duration patience) throws InterruptedException {
        List<MaestroProcess> all = list().stream().filter(MaestroProcess::isAlive).toList();
        all.forEach(MaestroProcess::dismiss);
        for (MaestroProcess each : all) {
            each.awaitEnd(patience);
        }
    }

    private synchronized List<MaestroProcess> list() {
        return List.copyOf(maestros);
    }

    private MaestroProcess one(String letter, Predicate<MaestroProcess> fits, String what) throws CannotBeDoneException {
        Optional<MaestroProcess> last = list().stream().filter(maestro -> letter.isEmpty() || maestro.letter().equals(letter))
                .filter(fits).reduce((one, next) -> next);
        return last.orElseThrow(
                () -> new CannotBeDoneException((letter.isEmpty() ? "no Maestro " : "no Maestro " + letter + ' ') + what));
    }

    /** The first port from this one on that nobody has. */
    private int give(int from) {
        for (int port = from; port < from + 1_000; port++) {
            if (!given.contains(port) && isFree(port)) {
                given.add(port);
                return port;
            }
        }
        return 0;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
