package io.boxbox.maestro.testing;

/**
 * A {@link GatedPizzeriaResource} whose account may store only so much, on a server that may store only so much. A second
 * account, {@link #OTHERS}, has no limit but the server's.
 */
public final class LimitedPizzeriaResource extends GatedPizzeriaResource {

    /** The name of the other account's user, and the password. */
    public static final String OTHERS = "others";

    @Override
    protected Pizzeria openPizzeria() throws Exception {
        return new Pizzeria(NatsServer.configured("""
                jetstream { max_file_store: 6MB, max_memory_store: 6MB }
                accounts {
                  KITCHEN {
                    jetstream: { max_file: 3MB, max_mem: 3MB }
                    users: [{ user: kitchen, password: kitchen }]
                  }
                  OTHERS { jetstream: enabled, users: [{ user: others, password: others }] }
                }
                no_auth_user: kitchen
                """));
    }
}
