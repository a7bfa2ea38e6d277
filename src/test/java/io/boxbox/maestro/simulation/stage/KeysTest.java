package io.boxbox.maestro.simulation.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.boxbox.maestro.simulation.panettiere.MoodyPanettiere;
import io.boxbox.maestro.simulation.panettiere.MoodyPanettiere.Mood;
import io.boxbox.maestro.simulation.panettiere.PanettiereHabits;
import io.boxbox.maestro.simulation.rehearsal.VirtualClock;
import io.boxbox.maestro.simulation.scene.Act;
import io.boxbox.maestro.simulation.scene.Deed;

class KeysTest {

    private static final StageOptions OPTIONS = new StageOptions(Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), "127.0.0.1", 4222, false, "nats-server", 7777, 9000, Path.of("target"), Path.of("target"), "java",
            true, false, 80, Optional.empty());

    private final MoodyPanettiere panettiere = new MoodyPanettiere(
            new PanettiereHabits(Duration.ofMillis(100), 0, Duration.ZERO, Duration.ZERO, 0, 1),
            new VirtualClock().kitchenClock(),
            new SplittableRandom(1), id -> {
            });
    private final Keys keys = new Keys(panettiere, new NatsProcess(OPTIONS), 80);
    private final List<Act> acts = new ArrayList<>();
    private final List<String> others = new ArrayList<>();

    @Test
    void everythingThatCanBeDoneHasAKeyAndTheHelpNamesIt() {
        String help = String.join("\n", Keys.help());

        assertThat(Deed.values()).allSatisfy(deed -> assertThat(help).containsPattern("(?m)^  "
                + Pattern.quote(String.valueOf(deed.key())) + "  .*" + Pattern.quote(deed.words())));
        assertThat(Arrays.stream(Deed.values()).map(Deed::key)).allSatisfy(key -> assertThat(keys.act(key)).isPresent());
        assertThat(keys.act('x')).isEmpty();
    }

    @Test
    void aKeyDoesTheOppositeWhenItIsDoneAlready() {
        assertThat(keys.act('z')).contains(Act.of(Deed.PUT_PANETTIERE_TO_SLEEP));
        panettiere.become(Mood.ASLEEP);
        assertThat(keys.act('z')).contains(Act.of(Deed.WAKE_PANETTIERE));
        panettiere.become(Mood.CONFUSED);
        assertThat(keys.act('c')).contains(Act.of(Deed.CURE_PANETTIERE));
        assertThat(keys.act('s')).contains(Act.of(Deed.SLOW_PANETTIERE));
        assertThat(keys.act('n')).as("NATS does not run").contains(Act.of(Deed.START_NATS));
    }

    @Test
    void keysAreDoneInTheirOrder() {
        press("vzx?\001100\nvq");

        assertThat(acts).extracting(Act::deed).containsExactly(Deed.SURGE, Deed.PUT_PANETTIERE_TO_SLEEP, Deed.SURGE);
        assertThat(others).containsExactly("help", "resized", "end");
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 2, 14, 15, 40, 79, 80, 100, 200, 1_000 })
    void theLineAtTheBottomFitsTheTerminal(int width) {
        press("\001" + width + "\n");

        assertThat(keys.line().length()).isLessThanOrEqualTo(Math.max(0, width - 1));
        assertThat(keys.line().isEmpty()).isEqualTo(width < 2);
    }

    private void press(String pressed) {
        keys.read(new ByteArrayInputStream(pressed.getBytes(UTF_8)), new Keys.Answers() {
            @Override
            public void perform(Act act) {
                acts.add(act);
            }

            @Override
            public void help(List<String> lines) {
                others.add("help");
            }

            @Override
            public void end() {
                others.add("end");
            }

            @Override
            public void resized() {
                others.add("resized");
            }
        });
    }
}
