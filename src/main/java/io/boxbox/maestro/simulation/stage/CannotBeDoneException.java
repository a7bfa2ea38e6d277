package io.boxbox.maestro.simulation.stage;

/** What was to be done makes no sense as things are. The message says why, in words for the terminal. */
final class CannotBeDoneException extends Exception {

    private static final long serialVersionUID = 1;

    CannotBeDoneException(String message) {
        super(message);
    }
}
