package io.boxbox.maestro;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same services, from the packaged application. */
@QuarkusIntegrationTest
class ServingIT extends ServingTest {
}
