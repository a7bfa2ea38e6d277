package io.boxbox.maestro.loop;

import java.lang.reflect.Proxy;

import io.boxbox.maestro.simulation.rehearsal.VirtualClock;
import io.vertx.core.Handler;
import io.vertx.core.impl.ContextInternal;

/** A kitchen's loop on which nothing happens before its virtual clock is advanced, be it by nothing. */
public final class VirtualLoop {

    private VirtualLoop() {
    }

    public static KitchenLoop on(VirtualClock clock) {
        ContextInternal context = (ContextInternal) Proxy.newProxyInstance(VirtualLoop.class.getClassLoader(),
                new Class<?>[] { ContextInternal.class }, (proxy, method, arguments) -> {
                    if (!method.getName().equals("runOnContext")) {
                        throw new UnsupportedOperationException(method.toString());
                    }
                    @SuppressWarnings("unchecked")
                    Handler<Void> command = (Handler<Void>) arguments[0];
                    clock.kitchenClock().scheduler().execute(() -> command.handle(null));
                    return null;
                });
        return new KitchenLoop(context, clock.kitchenClock());
    }
}
