package io.boxbox.maestro.kitchen;

/** The Panettiere makes no dough now (asleep, out of reach, too slow): the order may be tried again later. */
public final class DoughUnavailableException extends RuntimeException {

    private final String answer;

    /**
     * @param answer the Panettiere's answer in a word, one of a few
     * @param reason what happened, for people
     */
    public DoughUnavailableException(String answer, String reason, Throwable cause) {
        super(reason, cause);
        this.answer = answer;
    }

    /** The Panettiere's answer in a word, one of a few. */
    public String answer() {
        return answer;
    }
}
