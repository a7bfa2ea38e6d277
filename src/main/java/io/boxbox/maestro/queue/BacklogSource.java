package io.boxbox.maestro.queue;

/** Reads the {@link Backlog} every few seconds by itself. */
public interface BacklogSource {

    /** Reads it now, for a viewer who looks closely; the answer is fired as an event. Blocks nothing; from any thread. */
    void refresh();
}
