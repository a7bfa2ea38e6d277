package io.boxbox.maestro.faults;

import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

import io.boxbox.maestro.testing.NetworkLink;
import io.boxbox.maestro.testing.NetworkLink.Direction;
import io.boxbox.maestro.testing.Weather;

/** What can happen on a link. */
enum Trouble {

    /** All bytes take their time. */
    DELAYED((link, strength) -> link.have(Weather.delayed(Duration.ofMillis(20 + 4L * strength), Duration.ZERO))),
    /** Some bytes take their time. */
    JITTERING((link, strength) -> link.have(Weather.delayed(Duration.ofMillis(1), Duration.ofMillis(20 + 6L * strength)))),
    /** A second carries less than a large order. */
    THROTTLED((link, strength) -> link.have(Weather.throttled(100_000 + 8_000 * strength))),
    /** What is sent arrives when it is over, perhaps after the sender has given up. */
    HOLDING((link, strength) -> link.have(Weather.holding(Direction.values()))),
    /** The same, for what goes to the server. */
    HOLDING_REQUESTS((link, strength) -> link.have(Weather.holding(Direction.TO_SERVER))),
    /** What is sent never arrives, and the connection stays open. */
    SWALLOWING((link, strength) -> link.have(Weather.swallowing(Direction.values()))),
    /** The same, for what goes to the server. */
    SWALLOWING_REQUESTS((link, strength) -> link.have(Weather.swallowing(Direction.TO_SERVER))),
    /** The same, for what comes from the server. */
    SWALLOWING_ANSWERS((link, strength) -> link.have(Weather.swallowing(Direction.FROM_SERVER))),
    /** Connections end, and what is on its way is gone. */
    RESET((link, strength) -> link.reset()),
    /** A connection ends in the middle of what it carries to the server. */
    CUT_IN_A_REQUEST((link, strength) -> link.cut(Direction.TO_SERVER)),
    /** A connection ends in the middle of what it carries from the server. */
    CUT_IN_AN_ANSWER((link, strength) -> link.cut(Direction.FROM_SERVER));

    private final BiConsumer<NetworkLink, Integer> effect;

    Trouble(BiConsumer<NetworkLink, Integer> effect) {
        this.effect = effect;
    }

    /** @param strength from 0 to 99, for what can be more or less */
    void begin(List<NetworkLink> links, int strength) {
        links.forEach(link -> effect.accept(link, strength));
    }

    static void end(List<NetworkLink> links) {
        links.forEach(NetworkLink::clear);
    }
}
