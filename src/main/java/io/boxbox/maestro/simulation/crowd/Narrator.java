package io.boxbox.maestro.simulation.crowd;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

import io.boxbox.maestro.kitchen.Break;
import io.boxbox.maestro.kitchen.Break.Kind;
import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.kitchen.KitchenEvent.BreakEnded;
import io.boxbox.maestro.kitchen.KitchenEvent.BreakStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderDelivered;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderUnprocessed;
import io.boxbox.maestro.order.Order;
import io.boxbox.maestro.queue.OrderSettled;
import io.boxbox.maestro.queue.OrderSettled.Outcome;

/** Puts what happens into words. */
public final class Narrator {

    private static final int LONGEST_WHOLE_ID = 12;
    private static final int SHORT_ID = 8;

    /** Empty for what goes without saying: a smoke that is over, an empty batch. */
    Optional<Line> tell(Cook cook, KitchenEvent event) {
        return Optional.ofNullable(lineFor(event, cook.called()));
    }

    private static Line lineFor(KitchenEvent event, String maestro) {
        if (event instanceof OrderStarted started) {
            return new Line(Tone.PLAIN, maestro, "cooks " + describe(started.order()));
        }
        if (event instanceof OrderDelivered delivered) {
            return new Line(Tone.DELIVERY, maestro, "sends " + shortId(delivered.order().id()) + " to delivery after "
                    + Line.inWords(delivered.took()));
        }
        if (event instanceof OrderUnprocessed unprocessed) {
            return new Line(Tone.TROUBLE, maestro, unprocessed(unprocessed));
        }
        if (event instanceof BreakStarted started) {
            return begin(maestro, started.taken());
        }
        if (event instanceof BreakEnded ended && ended.taken().kind() == Kind.LUNCH) {
            return new Line(Tone.LUNCH, maestro, "is back from lunch");
        }
        return null;
    }

    private static Line begin(String maestro, Break taken) {
        String planned = Line.inWords(taken.planned());
        return switch (taken.kind()) {
            case SMOKE -> taken.extended() ? new Line(Tone.OVERSMOKE, maestro, "oversmokes: " + planned)
                    : new Line(Tone.SMOKE, maestro, "smokes for " + planned);
            case LUNCH -> new Line(Tone.LUNCH, maestro, "goes to lunch for " + planned);
        };
    }

    Line ordered(NewOrder order) {
        return new Line(Tone.ORDER, "crowd", order.username() + " orders " + shortId(order.id()) + ": "
                + pizza(order.size(), order.toppings() == null ? List.of() : order.toppings()));
    }

    Line notPlaced(String orderId, Throwable failure) {
        return new Line(Tone.TROUBLE, "crowd", "cannot place " + shortId(orderId) + ": " + reason(failure));
    }

    Line won() {
        return new Line(Tone.SURGE, "crowd", "VICTORY! The team has won and everybody orders at once");
    }

    Line wentHome() {
        return new Line(Tone.SURGE, "crowd", "goes home; the kitchen finishes what was ordered");
    }

    Line noNats(Throwable failure) {
        return new Line(Tone.TROUBLE, "crowd", "cannot reach NATS and tries again: " + reason(failure));
    }

    Line failed(Throwable failure) {
        return new Line(Tone.TROUBLE, "crowd", "cannot go on: " + reason(failure));
    }

    Line panettiere(boolean asleep) {
        return new Line(Tone.SLEEP, "panettiere", asleep ? "falls asleep: no dough for now" : "is awake again");
    }

    /** @param unacknowledged orders in the queue, those that maestros hold included; empty if it is not known */
    Line standing(Tally tally, OptionalLong unacknowledged, String remark) {
        if (tally.nobodyWorksHere()) {
            String orders = unacknowledged.isPresent() ? String.valueOf(unacknowledged.getAsLong()) : "?";
            return new Line(Tone.STATUS, "now", orders + " waiting or cooking, elsewhere" + remark);
        }
        String waiting = unacknowledged.isPresent()
                ? String.valueOf(Math.max(0, unacknowledged.getAsLong() - tally.cooking()))
                : "?";
        return new Line(Tone.STATUS, "now", waiting + " waiting, " + tally.cooking() + " cooking, " + tally.delivered()
                + " delivered; " + tally.doing() + remark);
    }

    /** Enough of an id to tell orders apart. */
    public static String shortId(String id) {
        return id.length() <= LONGEST_WHOLE_ID ? id : id.substring(0, SHORT_ID);
    }

    private static String describe(Order order) {
        return shortId(order.id()) + ": " + pizza(order.size().name(), order.toppings());
    }

    private static String pizza(String size, List<String> toppings) {
        String name = size.toLowerCase(Locale.ROOT);
        return toppings.isEmpty() ? name : name + " with " + String.join(", ", toppings);
    }

    private static String unprocessed(OrderUnprocessed unprocessed) {
        OrderSettled settled = unprocessed.settled();
        String fate = settled.outcome() == Outcome.DEAD_LETTER ? "gives up " : "hands back ";
        return fate + shortId(unprocessed.order().id()) + ": " + settled.detail();
    }

    private static String reason(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
