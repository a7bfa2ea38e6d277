package io.boxbox.maestro.faults;

import java.util.Locale;

/**
 * What the workload may place. The kind is the first word of the order's id, so that the stream alone tells what has to become
 * of a message.
 */
enum OrderKind {

    /** An order like any other. */
    ORDINARY(true),
    /** An order whose dough takes its time. */
    SLOW(true),
    /** An order of up to 900 KB. */
    LARGE(true),
    /** An order with headers of any bytes, under an id beyond ASCII. */
    FOREIGN(true),
    /** The same, but no order. */
    GARBLED(false),
    /** A message that is no order. */
    POISON(false),
    /** An order that the Panettiere refuses for good. */
    REFUSED(false);

    private final boolean delivered;

    OrderKind(boolean delivered) {
        this.delivered = delivered;
    }

    /** True if it has to be delivered, false if it has to become a dead letter. */
    boolean isDelivered() {
        return delivered;
    }

    String id(long number) {
        return name().toLowerCase(Locale.ROOT) + "-" + number;
    }

    static OrderKind of(String id) {
        return valueOf(id.substring(0, id.indexOf('-')).toUpperCase(Locale.ROOT));
    }
}
