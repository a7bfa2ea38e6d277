package io.boxbox.maestro.order;

/** The subjects on which an order travels; each order has one of its own at every stage. */
public final class OrderSubjects {

    /** Orders ready for the maestro, followed by the order's id. */
    public static final String WAITING_TO_COOK = "orders.waiting_to_cook";
    /** Orders ready for delivery, followed by the order's id. */
    public static final String WAITING_DELIVERY = "orders.waiting_delivery";
    /** Messages given up, followed by the last token of the subject they came on. */
    public static final String DEAD_LETTER = "orders.dead_letter";

    private OrderSubjects() {
    }

    /** The last token of a subject: on the orders' subjects, the order's id. */
    public static String lastToken(String subject) {
        return subject.substring(subject.lastIndexOf('.') + 1);
    }
}
