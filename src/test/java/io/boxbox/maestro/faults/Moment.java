package io.boxbox.maestro.faults;

/** When in the life of an order its process is hit; a drawn delay of a few milliseconds is added. */
enum Moment {

    /** While it waits, claims, starts or stops. */
    ANY("at any moment"),
    /** The Panettiere has been asked and has not answered. */
    DOUGH_ASKED("while dough is made"),
    /** The Panettiere has just answered. */
    DOUGH_MADE("between dough and delivery"),
    /** The server has just got the delivery; the acknowledgement and the smoke follow. */
    DELIVERED("between delivery and smoke");

    private final String words;

    Moment(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
