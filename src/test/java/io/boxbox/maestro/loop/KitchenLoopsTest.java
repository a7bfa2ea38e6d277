package io.boxbox.maestro.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KitchenLoopsTest {

    private final int processors = Runtime.getRuntime().availableProcessors();

    @Test
    void aSmallBrigadeHasOneLoop() {
        assertThat(KitchenLoops.byDefault(1)).isEqualTo(1);
        assertThat(KitchenLoops.byDefault(511)).isEqualTo(1);
    }

    @Test
    void aLargeBrigadeHasALoopForEachProcessor() {
        assertThat(KitchenLoops.byDefault(512)).isEqualTo(Math.min(2, processors));
        assertThat(KitchenLoops.byDefault(100_000)).isEqualTo(processors);
    }
}
