package io.boxbox.maestro.testing;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A pizzeria with a {@link NetworkLink}, the gate, between Maestro and NATS. */
public class GatedPizzeriaResource extends PizzeriaResource {

    private NetworkLink gate;

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(super.start());
        try {
            gate = new NetworkLink(Integer.parseInt(settings.get("maestro.nats.port")));
        } catch (IOException e) {
            throw new IllegalStateException("The gate does not open", e);
        }
        settings.put("maestro.nats.port", String.valueOf(gate.port()));
        return settings;
    }

    @Override
    public void inject(TestInjector injector) {
        super.inject(injector);
        injector.injectIntoFields(gate, new TestInjector.AnnotatedAndMatchesType(Inject.class, NetworkLink.class));
    }

    @Override
    public void stop() {
        try {
            gate.close();
        } catch (IOException e) {
            throw new IllegalStateException("The gate does not close", e);
        }
        super.stop();
    }
}
