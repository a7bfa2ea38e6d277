package io.boxbox.maestro.tools.redrive;

/** What is to become of a letter's message. */
sealed interface Verdict {

    /**
     * It is put back.
     *
     * @param last the sequence of the last message on its subject, 0 if there is none: if another comes between, it is judged
     *        again
     */
    record PutBack(long last) implements Verdict {
    }

    /** @param why it stays where it is, for people */
    record Stays(String why) implements Verdict {
    }
}
