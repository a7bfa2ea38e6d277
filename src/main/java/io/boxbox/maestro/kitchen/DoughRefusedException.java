package io.boxbox.maestro.kitchen;

/** The Panettiere will never make the dough of this order. */
public final class DoughRefusedException extends RuntimeException {

    private final String answer;

    /**
     * @param answer the Panettiere's answer in a word, one of a few
     * @param reason what happened, for people
     */
    public DoughRefusedException(String answer, String reason, Throwable cause) {
        super(reason, cause);
        this.answer = answer;
    }

    /** The Panettiere's answer in a word, one of a few. */
    public String answer() {
        return answer;
    }
}
