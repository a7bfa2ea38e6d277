package io.boxbox.maestro.simulation.panettiere;

/** No dough was started: the panettiere is asleep. Ask again once he is awake. */
final class PanettiereAsleepException extends RuntimeException {

    PanettiereAsleepException() {
        super("The panettiere is asleep: ask again later");
    }
}
