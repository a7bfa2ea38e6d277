package io.boxbox.maestro;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same orders, through the packaged application: the jar, or the native binary with {@code -Dnative}. */
@QuarkusIntegrationTest
class OrdersIT extends OrdersTest {
}
