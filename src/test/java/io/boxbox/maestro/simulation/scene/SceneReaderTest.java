package io.boxbox.maestro.simulation.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SceneReaderTest {

    private static final Path SCENES = Path.of("src/scenes");

    @TempDir
    Path folder;

    static Stream<Path> scenes() throws IOException {
        return Files.list(SCENES);
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void everySceneOfTheProjectIsOneAndExpectsThatNothingIsLost(Path file) {
        Scene scene = SceneReader.read(file);

        assertThat(scene.title()).isNotBlank();
        assertThat(scene.shows()).isNotBlank();
        assertThat(scene.steps()).isNotEmpty();
        assertThat(scene.expectations()).contains(new Expectation.Delivered(OptionalInt.empty()),
                new Expectation.Duplicates(0));
    }

    @Test
    void readsEverythingThatASceneMaySay() {
        Scene scene = read("""
                title: All of it
                lasts: 1.5m
                maestros: 2
                time-lapse: 2.5
                seed: -7
                ack-wait: 3s
                settings:
                  maestro.smoking-duration-in-seconds: 0.25
                crowd:
                  order-every: 500ms
                  surge-every: 20s
                panettiere:
                  sleeps-every: 10s
                  sleeps-for: 2s
                steps:
                  - at: 9s
                    do: kill-maestro
                    maestro: B
                    name: the blow
                  - at: 2s
                    do: surge
                    count: 40
                expect:
                  delivered: all
                  unhealthy:
                    - after: the blow
                      within: 2s
                  dead-letters: {not_json: 0}
                """);

        assertThat(scene.lasts()).isEqualTo(Duration.ofSeconds(90));
        assertThat(scene.seed()).hasValue(-7);
        assertThat(scene.timeLapse()).isEqualTo(2.5);
        assertThat(scene.ackWait()).isEqualTo(Duration.ofSeconds(3));
        assertThat(scene.settings()).containsEntry("maestro.smoking-duration-in-seconds", "0.25");
        assertThat(scene.crowd().orElseThrow().orderEvery()).isEqualTo(Duration.ofMillis(500));
        assertThat(scene.steps()).extracting(Step::name).containsExactly("surge", "the blow");
        assertThat(scene.steps().get(0).act().count(Parameter.COUNT)).isEqualTo(40);
        assertThat(scene.steps().get(0).act().duration(Parameter.WITHIN)).isEqualTo(Duration.ofSeconds(1));
        assertThat(scene.steps().get(1).act().maestro()).isEqualTo("B");
        assertThat(scene.expectations()).containsExactly(new Expectation.Delivered(OptionalInt.empty()),
                new Expectation.HealthAfter(false, "the blow", Duration.ofSeconds(2)),
                new Expectation.Letters(Map.of()));
    }

    @Test
    void lastsTenSecondsAfterTheLastStepUnlessItSaysOtherwise() {
        assertThat(read("title: a\nsteps:\n  - {at: 5s, do: surge}\n").lasts()).isEqualTo(Duration.ofSeconds(15));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            titel: a                                     | 1 | titel is not a field that there is (did you mean 'title'?)
            lasts: 5s                                    | 1 | the scene has no title
            [title: a]                                   | 1 | the scene must be a group of fields: title, shows
            title: a~title: b                            | 2 | title is there twice
            title: [a]                                   | 1 | title is a list, but must be a text
            title: a~lasts: 5 minutes                    | 2 | lasts is '5 minutes', but must be a duration like 500ms, 1.5s or 2m
            title: a~lasts: 0s                           | 2 | lasts is '0s', but must be
            title: a~maestros: 0                         | 2 | maestros is '0', but must be a whole number from 1 to 26
            title: a~maestros: two                       | 2 | maestros is 'two', but must be a whole number
            title: a~time-lapse: 0.5                     | 2 | time-lapse is '0.5', but must be a number from 1 to 1000
            title: a~seed: x                             | 2 | seed is 'x', but must be a whole number
            title: a~ack-wait: 10ms                      | 2 | ack-wait is '0.01s', but must be 1s or more
            title: a~crowd: {}                           | 2 | crowd has no order-every
            title: a~crowd:~  order-every: 0s            | 3 | crowd.order-every is '0s', but must be
            title: a~panettiere:~  sleeps-evry: 1s       | 3 | panettiere.sleeps-evry is not a field that there is (did you mean 'sleeps-every'?)
            title: a~panettiere: {sleeps-every: 1s}      | 2 | panettiere has no sleeps-for
            title: a~settings:~  maestro.smoke: 1        | 3 | settings.maestro.smoke is not a field that there is (did you mean 'maestro.
            title: a~settings:~  maestro.order-batch-size: 0 | 3 | settings.maestro.order-batch-size is '0', but must be
            title: a~settings:~  maestro.seed: 1         | 3 | settings.maestro.seed has a field of its own at the top of the scene: seed
            title: a~settings:~  maestro.nats.port: 1    | 3 | settings.maestro.nats.port is set by the stage itself
            title: a~steps: surge                        | 2 | steps is one value, but must be a list
            title: a~steps:~  - at: 1s                   | 3 | steps[0] has no do
            title: a~steps:~  - do: surge                | 3 | steps[0] has no at
            title: a~steps:~  - at: 1s~    do: surg      | 4 | steps[0].do is 'surg', but must be something that can be done (did you mean 'surge'?)
            title: a~steps:~  - at: 1s~    do: surge~    cuont: 3 | 5 | steps[0].cuont is not a field that there is (did you mean 'count'?)
            title: a~steps:~  - at: 1s~    do: surge~    maestro: A | 5 | steps[0].maestro is not a field that there is
            title: a~steps:~  - at: 1s~    do: kill-maestro~    maestro: 1 | 5 | steps[0].maestro is '1', but must be the letter of a Maestro, A to Z
            title: a~steps:~  - at: -1s~    do: surge    | 3 | steps[0].at is '-1s', but must be a duration
            title: a~lasts: 5s~steps:~  - {at: 6s, do: surge} | 4 | steps[0] comes after the end of the scene, which lasts 5s
            title: a~steps:~  - {at: 0s, do: autoscale, least: 3, most: 2} | 3 | steps[0] has more Maestros at least (3) than at most (2)
            title: a~expect: {delivered: all}            | 2 | expect.delivered cannot be judged: nobody orders anything in this scene
            title: a~crowd: {order-every: 1s}~expect: {delivered: most} | 3 | expect.delivered is 'most', but must be all, or a whole number
            title: a~expect: {duplicates: -1}            | 2 | expect.duplicates is '-1', but must be a whole number from 0
            title: a~expect:~  dead-letters:~    not-json: 1 | 4 | expect.dead-letters.not-json is not a field that there is (did you mean 'not_json'?)
            title: a~steps:~  - {at: 0s, do: confuse-panettiere}~expect:~  dead-letters: {} | 5 | expect.dead-letters cannot be judged
            title: a~expect:~  healthy:~    - {from: 1s, to: 20s} | 4 | expect.healthy[0].to cannot be judged: the scene lasts 10s
            title: a~expect:~  healthy:~    - {from: 5s, to: 5s} | 4 | expect.healthy[0].to is not later than from (5s)
            title: a~expect:~  healthy:~    - {after: surge, within: 1s} | 4 | expect.healthy[0].after cannot be judged: the scene has no steps
            title: a~steps:~  - {at: 0s, do: kill-nats}~expect:~  unhealthy:~    - {after: kil-nats, within: 1s} | 6 | expect.unhealthy[0].after is 'kil-nats', but must be the name of a step, or what it does (did you mean 'kill-nats'?)
            title: a~steps: [{at: 0s, do: surge}, {at: 1s, do: surge}]~expect:~  healthy: [{after: surge, within: 1s}] | 4 | expect.healthy[0].after is 'surge', but there is more than one such step
            title: a~steps: [{at: 0s, do: surge}]~expect:~  healthy: [{after: surge, within: 1s, to: 2s}] | 4 | expect.healthy[0].to does not go together with after and within
            title: a~maestros: 3~expect:~  maestros: {most: 2} | 4 | expect.maestros.most is '2', but the scene begins with 3
            title: a~steps:~ - at: 1s~   do: surge~  x: 1 | 5 | this is no YAML
            title: 'a                                    | 2 | this is no YAML
            """)
    void aFaultIsToldWithItsFileItsLineAndItsField(String text, int line, String what) {
        assertThatThrownBy(() -> read(text.replace('~', '\n') + "\n")).isInstanceOf(SceneException.class)
                .hasMessageStartingWith(folder.resolve("scene.yaml") + ":" + line + ": " + what)
                .message().doesNotContain("\n");
    }

    @Test
    void whatIsNoFileOfTextIsToldInALine() throws IOException {
        Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] { 't', ':', ' ', (byte) 0xe9 });
        Path empty = Files.writeString(folder.resolve("empty.yaml"), "# nothing\n");

        assertThatThrownBy(() -> SceneReader.read(folder)).hasMessageStartingWith(folder + ": the file cannot be read");
        assertThatThrownBy(() -> SceneReader.read(latin)).hasMessage(latin + ": the file is not text in UTF-8");
        assertThatThrownBy(() -> SceneReader.read(empty)).hasMessage(empty + ":1: the scene is empty");
    }

    @Test
    void theDocumentNamesEverythingThatCanBeDone() throws IOException {
        List<String> cells = Files.readAllLines(Path.of("docs/stage.md")).stream().filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(3, line.indexOf('`', 3))).toList();

        assertThat(cells).contains(Stream.of(Deed.values()).map(Deed::inScene).toArray(String[]::new));
        assertThat(Stream.of(Parameter.values()).map(Parameter::key))
                .allSatisfy(key -> assertThat(Files.readString(Path.of("docs/stage.md"))).contains("`" + key + "`"));
    }

    private Scene read(String text) {
        try {
            return SceneReader.read(Files.writeString(folder.resolve("scene.yaml"), text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
