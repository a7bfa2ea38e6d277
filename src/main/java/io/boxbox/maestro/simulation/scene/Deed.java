package io.boxbox.maestro.simulation.scene;

import static io.boxbox.maestro.simulation.scene.Deed.Course.BEGINS;
import static io.boxbox.maestro.simulation.scene.Deed.Course.ENDS;
import static io.boxbox.maestro.simulation.scene.Deed.Course.MOMENT;
import static io.boxbox.maestro.simulation.scene.Deed.Course.NO_TROUBLE;
import static io.boxbox.maestro.simulation.scene.Deed.On.CROWD;
import static io.boxbox.maestro.simulation.scene.Deed.On.MAESTRO;
import static io.boxbox.maestro.simulation.scene.Deed.On.NATS;
import static io.boxbox.maestro.simulation.scene.Deed.On.PANETTIERE;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Everything that can be done on the stage: by a key, by a step of a scene, and written down by a record. */
public enum Deed {

    PUT_PANETTIERE_TO_SLEEP('z', PANETTIERE, BEGINS, "the Panettiere is put to sleep", Map.of()),
    WAKE_PANETTIERE('z', PANETTIERE, ENDS, "the Panettiere is woken", Map.of()),
    SLOW_PANETTIERE('s', PANETTIERE, BEGINS, "the Panettiere becomes slow",
            Map.of(Parameter.TIME_PER_DOUGH, Duration.ofSeconds(1))),
    SILENCE_PANETTIERE('i', PANETTIERE, BEGINS, "the Panettiere takes requests and never answers", Map.of()),
    CONFUSE_PANETTIERE('c', PANETTIERE, BEGINS, "the Panettiere answers with errors of all sorts", Map.of()),
    CURE_PANETTIERE('w', PANETTIERE, ENDS, "the Panettiere is well again", Map.of()),

    FREEZE_NATS('f', NATS, BEGINS, "NATS is frozen (SIGSTOP)", Map.of()),
    THAW_NATS('f', NATS, ENDS, "NATS goes on (SIGCONT)", Map.of()),
    KILL_NATS('n', NATS, BEGINS, "NATS is killed (SIGKILL)", Map.of()),
    START_NATS('n', NATS, ENDS, "NATS is started", Map.of()),
    RESTART_NATS('r', NATS, MOMENT, "NATS is restarted", Map.of()),

    KILL_MAESTRO('k', MAESTRO, BEGINS, "Maestro is killed (SIGKILL)", Map.of(Parameter.MAESTRO, "")),
    START_MAESTRO('m', MAESTRO, ENDS, "Maestro is started again", Map.of(Parameter.MAESTRO, "")),
    DISMISS_MAESTRO('g', MAESTRO, BEGINS, "Maestro is told to go (SIGTERM)", Map.of(Parameter.MAESTRO, "")),
    ADD_MAESTRO('+', MAESTRO, ENDS, "a Maestro more", Map.of()),
    REMOVE_MAESTRO('-', MAESTRO, NO_TROUBLE, "a Maestro less", Map.of()),
    UPDATE_MAESTROS('u', MAESTRO, MOMENT, "rolling update: each Maestro is replaced, the new one first", Map.of()),
    AUTOSCALE('y', MAESTRO, NO_TROUBLE, "the number of Maestros follows the lag", Map.of(Parameter.LAG_PER_MAESTRO, 10,
            Parameter.LEAST, 1, Parameter.MOST, 4, Parameter.COOL_DOWN, Duration.ofSeconds(5))),

    SURGE('v', CROWD, MOMENT, "victory: a surge of orders",
            Map.of(Parameter.COUNT, 20, Parameter.WITHIN, Duration.ofSeconds(1))),
    SEND_BAD_MESSAGE('b', CROWD, MOMENT, "a message that is no order", Map.of(Parameter.COUNT, 1)),
    SEND_POISON('p', CROWD, MOMENT, "an order that the Panettiere always refuses", Map.of(Parameter.COUNT, 1)),
    ORDER_TWICE('d', CROWD, MOMENT, "one order, placed twice", Map.of(Parameter.COUNT, 1)),
    REPLAY('a', CROWD, MOMENT, "old orders are published again", Map.of(Parameter.COUNT, 5));

    /** To whom it is done. */
    public enum On {
        PANETTIERE,
        NATS,
        MAESTRO,
        CROWD
    }

    /** What it means for the troubles of those to whom it is done. */
    public enum Course {
        /** A trouble begins, and lasts until it is ended or another begins. */
        BEGINS,
        /** The trouble is over. */
        ENDS,
        /** A trouble that is over at once; what follows from it is not. */
        MOMENT,
        NO_TROUBLE
    }

    private final char key;
    private final On on;
    private final Course course;
    private final String words;
    private final Map<Parameter, Object> defaults;

    Deed(char key, On on, Course course, String words, Map<Parameter, Object> defaults) {
        this.key = key;
        this.on = on;
        this.course = course;
        this.words = words;
        this.defaults = defaults;
    }

    /** The key that does it; two deeds that undo each other share one. */
    public char key() {
        return key;
    }

    public On on() {
        return on;
    }

    public Course course() {
        return course;
    }

    /** As it is told. */
    public String words() {
        return words;
    }

    /** As it is written in a scene. */
    public String inScene() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What may be said of it, in the order in which it is written. */
    public List<Parameter> parameters() {
        return defaults.keySet().stream().sorted().toList();
    }

    /** What is meant where this is not said; empty for a Maestro that the stage chooses. */
    Object byDefault(Parameter parameter) {
        return defaults.get(parameter);
    }
}
