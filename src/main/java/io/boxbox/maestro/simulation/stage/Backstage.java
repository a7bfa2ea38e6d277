package io.boxbox.maestro.simulation.stage;

import io.boxbox.maestro.kitchen.KitchenClock;
import io.boxbox.maestro.simulation.crowd.Account;
import io.boxbox.maestro.simulation.crowd.Ledger;
import io.boxbox.maestro.simulation.crowd.OrdersStream;
import io.boxbox.maestro.simulation.panettiere.MoodyPanettiere;

/** All that is there before the curtain rises. */
record Backstage(KitchenClock clock, Chronicle chronicle, Ledger ledger, Account account, OrdersStream stream, Cast cast,
        OrderDesk desk, MoodyPanettiere panettiere, Stagehand hand) {
}
