package io.boxbox.maestro.faults;

/** When in the life of an order its maestro is struck; a drawn delay of a few milliseconds is added. */
enum Moment {

    /** Whatever he is doing: waiting, claiming, starting or leaving. */
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
