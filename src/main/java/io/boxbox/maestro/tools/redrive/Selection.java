package io.boxbox.maestro.tools.redrive;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which letters are meant.
 *
 * @param reasons codes; all if empty
 * @param order an order's id; all if empty
 * @param since letters that were stored at this moment or after it; all if empty
 */
record Selection(Set<String> reasons, Optional<String> order, Optional<Instant> since) {

    boolean takes(Letter letter) {
        return (reasons.isEmpty() || reasons.contains(letter.reason()))
                && order.filter(id -> !id.equals(letter.id())).isEmpty()
                && since.filter(letter.stored()::isBefore).isEmpty();
    }
}
