package io.boxbox.maestro.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** Opens a {@link Pizzeria} around the application under test, and hands it to the test's {@link Inject} field. */
public class PizzeriaResource implements QuarkusTestResourceLifecycleManager {

    /** Marks the field that gets the pizzeria. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.FIELD)
    public @interface Inject {
    }

    private Pizzeria pizzeria;
    private Map<String, String> settings = Map.of();

    /** The arguments of the resource's annotation are settings for Maestro. */
    @Override
    public void init(Map<String, String> settings) {
        this.settings = settings;
    }

    @Override
    public Map<String, String> start() {
        try {
            pizzeria = openPizzeria();
            prepare(pizzeria);
        } catch (Exception e) {
            throw new IllegalStateException("The pizzeria does not open", e);
        }
        Map<String, String> all = new HashMap<>(Map.of(
                "maestro.nats.host", "127.0.0.1",
                "maestro.nats.port", String.valueOf(pizzeria.nats().port()),
                "maestro.panettiere-client.address", pizzeria.panettiere().address(),
                "maestro.panettiere-client.retries", "3",
                "maestro.panettiere-client.exponential-backoff-base-in-milliseconds", "10",
                "maestro.hand-back.delay-in-seconds", "0.2",
                "maestro.smoking-duration-in-seconds", "0",
                "maestro.opentelemetry.enabled", "false"));
        // A packaged application takes the one, a test in the same process the other.
        all.put("quarkus.management.port", String.valueOf(pizzeria.probePort()));
        all.put("quarkus.management.test-port", String.valueOf(pizzeria.probePort()));
        all.putAll(settings);
        return all;
    }

    /** With a NATS server of its own. */
    protected Pizzeria openPizzeria() throws Exception {
        return Pizzeria.open();
    }

    /** What another service did before Maestro came. */
    protected void prepare(Pizzeria pizzeria) throws Exception {
    }

    @Override
    public void stop() {
        try {
            pizzeria.close();
        } catch (Exception e) {
            throw new IllegalStateException("The pizzeria does not close", e);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(pizzeria, new TestInjector.AnnotatedAndMatchesType(Inject.class, Pizzeria.class));
    }
}
