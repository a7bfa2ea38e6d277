package io.boxbox.maestro.simulation.scene;

/** A file is no scene. The message is one line: which file, which line, which field, and what is wrong. */
public final class SceneException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param message one line for the user */
    public SceneException(String message) {
        super(message);
    }
}
