package io.boxbox.maestro.replicas;

import java.time.Instant;

/**
 * A step of a scene that somebody plays around the replicas, for their boards to show. Fired as a CDI event.
 *
 * @param at when it was
 * @param kind {@value #STAGE}
 * @param text what it was, for people; made plain, and cut at 120 characters
 */
public record StageMark(Instant at, String kind, String text) {

    /** The only kind there is. */
    public static final String STAGE = "stage";

    private static final int LONGEST_TEXT = 120;

    /** @throws IllegalArgumentException if something is not as described, with what that is */
    public StageMark {
        if (at == null) {
            throw new IllegalArgumentException("at is absent");
        }
        if (!STAGE.equals(kind)) {
            throw new IllegalArgumentException("kind must be " + STAGE);
        }
        text = text == null ? "" : PlainText.of(text, LONGEST_TEXT);
        if (text.isEmpty()) {
            throw new IllegalArgumentException("text is empty");
        }
    }
}
