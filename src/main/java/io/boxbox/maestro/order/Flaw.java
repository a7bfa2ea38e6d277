package io.boxbox.maestro.order;

/** What can be wrong with a message that is no order. Each of these is final: the message becomes a dead letter at once. */
public enum Flaw {

    /** Empty, not JSON in UTF-8, or with something after it. */
    NOT_JSON,

    /** JSON, but not an object. */
    NOT_AN_OBJECT,

    /** Larger or nested deeper than the JSON parser's limits allow. */
    TOO_COMPLEX,

    /** A field has another type than it must have. */
    WRONG_TYPE,

    /** {@code order_id} is missing, empty, too long, or cannot be part of a subject. */
    BAD_ORDER_ID,

    /** {@code order_id} is not the last token of the message's subject. */
    OTHER_ORDER_ID,

    /** {@code size} names nothing. */
    BAD_SIZE,

    /** {@code border} is unknown. */
    BAD_BORDER
}
