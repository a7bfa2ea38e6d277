package io.boxbox.maestro.kitchen;

/** What a maestro is doing, as the state diagram of the specification (work schedule) has it. */
public sealed interface MaestroStatus {

    /** Nothing in hand; waiting for orders. */
    record Idle() implements MaestroStatus {
        @Override
        public String toString() {
            return "idle";
        }
    }

    /** Cooking one order: dough, delivery, acknowledgement. */
    record Processing(String orderId) implements MaestroStatus {
        @Override
        public String toString() {
            return "processing order " + orderId;
        }
    }

    /** On the break after an order. */
    record Smoking() implements MaestroStatus {
        @Override
        public String toString() {
            return "smoking";
        }
    }

    /** On the break between batches. */
    record Lunching() implements MaestroStatus {
        @Override
        public String toString() {
            return "lunching";
        }
    }
}
