package io.boxbox.maestro.jetstream;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.jetstream.DecoratorGuard.Way;
import io.quarkus.runtime.configuration.ConfigurationException;

class DecoratorGuardTest {

    private final DecoratorGuard guard = new DecoratorGuard();

    @Test
    void itHoldsWhenBothChannelsPass() {
        guard.passed(Way.SUBSCRIBE);
        guard.passed(Way.PUBLISH);

        assertThatCode(guard::check).doesNotThrowAnyException();
    }

    @Test
    void theChannelThatGoesAnotherWayIsNamedInALine() {
        guard.passed(Way.SUBSCRIBE);

        assertThatThrownBy(guard::check).isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("waiting-delivery: ").hasMessageContaining("OnDemandClient")
                .hasMessageNotContaining("\n");
    }
}
