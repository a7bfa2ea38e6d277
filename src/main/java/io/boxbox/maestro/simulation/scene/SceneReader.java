package io.boxbox.maestro.simulation.scene;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

import io.boxbox.maestro.configuration.Setting;
import io.boxbox.maestro.configuration.Settings;
import io.boxbox.maestro.simulation.scene.Scene.Baker;
import io.boxbox.maestro.simulation.scene.Scene.Guests;
import io.quarkus.runtime.configuration.ConfigurationException;

/** Reads a scene from a file of YAML. Every fault is a {@link SceneException} that names the file, the line and the field. */
public final class SceneReader {

    static final String WHOLE = "the scene";

    private static final List<String> FIELDS = List.of("title", "shows", "lasts", "maestros", "time-lapse", "seed", "ack-wait",
            "settings", "crowd", "panettiere", "steps", "expect");
    private static final List<String> CROWD = List.of("order-every", "surge-every", "surge-within", "surge-count");
    private static final List<String> PANETTIERE = List.of("time-per-dough", "variance", "sleeps-every", "sleeps-for",
            "oversleeps", "oversleeping-factor");
    // The stage sets these itself.
    private static final Map<String, String> TAKEN = Map.of("maestro.time-lapse", "time-lapse", "maestro.seed", "seed");
    private static final Set<String> STAGES_OWN = Set.of("maestro.panettiere-client.address", "maestro.nats.host",
            "maestro.nats.port", "maestro.grpc-server.host", "maestro.grpc-server.port");
    private static final int MOST_MAESTROS = 26;
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Duration AFTER_THE_LAST_STEP = Duration.ofSeconds(10);

    private final String file;

    private SceneReader(String file) {
        this.file = file;
    }

    /** Blocks until the file is read. */
    public static Scene read(Path path) {
        SceneReader reader = new SceneReader(path.toString());
        return reader.scene(reader.document(path).fields(FIELDS));
    }

    private Field document(Path path) {
        try {
            Node node = new Yaml(new LoaderOptions()).compose(new StringReader(Files.readString(path)));
            if (node == null) {
                throw new SceneException(file + ":1: the scene is empty");
            }
            return new Field(file, WHOLE, node);
        } catch (CharacterCodingException e) {
            throw new SceneException(file + ": the file is not text in UTF-8");
        } catch (IOException e) {
            throw new SceneException(file + ": the file cannot be read: " + e.getClass().getSimpleName());
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            throw new SceneException(file + ':' + (mark == null ? 1 : mark.getLine() + 1) + ": this is no YAML: "
                    + oneLine(e.getProblem()));
        } catch (YAMLException e) {
            throw new SceneException(file + ": this is no YAML: " + oneLine(e.getMessage()));
        }
    }

    private static String oneLine(String text) {
        return String.valueOf(text).replaceAll("\\s+", " ").strip();
    }

    private Scene scene(Fields scene) {
        List<Field> stepFields = scene.find("steps").map(Field::list).orElse(List.of());
        List<Step> steps = new ArrayList<>();
        stepFields.forEach(field -> steps.add(step(field)));
        Duration lastStep = steps.stream().map(Step::at).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
        Duration lasts = scene.find("lasts").map(this::length).orElse(lastStep.plus(AFTER_THE_LAST_STEP));
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).at().compareTo(lasts) > 0) {
                throw stepFields.get(i).wrong("comes after the end of the scene, which lasts " + Durations.written(lasts));
            }
        }
        steps.sort(Comparator.comparing(Step::at));
        int maestros = scene.find("maestros").map(field -> field.count(1, MOST_MAESTROS)).orElse(1);
        Optional<Guests> crowd = scene.find("crowd").map(this::crowd);
        return new Scene(
                scene.need("title").text(),
                scene.find("shows").map(Field::text).orElse(""),
                lasts,
                maestros,
                scene.find("time-lapse").map(field -> field.number(1, 1_000)).orElse(1.0),
                scene.find("seed").map(field -> OptionalLong.of(field.wholeNumber())).orElse(OptionalLong.empty()),
                scene.find("ack-wait").map(this::ackWait).orElse(Scene.USUAL_ACK_WAIT),
                scene.find("settings").map(this::settings).orElse(Map.of()),
                crowd,
                scene.find("panettiere").map(this::panettiere).orElse(Baker.RELIABLE),
                steps,
                scene.find("expect").map(field -> new ExpectationReader(steps, lasts, maestros, crowd.isPresent()).read(field))
                        .orElse(List.of()));
    }

    private Duration length(Field field) {
        Duration length = field.durationAboveZero();
        if (length.compareTo(LONGEST) > 0) {
            throw field.wrong("is longer than a day");
        }
        return length;
    }

    private Duration ackWait(Field field) {
        Duration wait = field.duration();
        if (wait.compareTo(Duration.ofSeconds(1)) < 0) {
            throw field.wrong("is '" + Durations.written(wait) + "', but must be 1s or more");
        }
        return wait;
    }

    private Map<String, String> settings(Field field) {
        List<String> known = Settings.ALL.stream().map(Setting::name).filter(name -> name.startsWith("maestro.")).toList();
        Map<String, String> settings = new HashMap<>();
        for (Field each : field.fields(known).all()) {
            String name = each.path().substring("settings.".length());
            if (TAKEN.containsKey(name)) {
                throw each.wrong("has a field of its own at the top of the scene: " + TAKEN.get(name));
            }
            if (STAGES_OWN.contains(name)) {
                throw each.wrong("is set by the stage itself");
            }
            String value = each.text();
            try {
                Settings.ALL.stream().filter(setting -> setting.name().equals(name)).forEach(setting -> setting.check(value));
            } catch (ConfigurationException e) {
                throw each.wrong(e.getMessage().substring(name.length() + 1));
            }
            settings.put(name, value);
        }
        return settings;
    }

    private Guests crowd(Field field) {
        Fields crowd = field.fields(CROWD);
        return new Guests(crowd.need("order-every").durationAboveZero(),
                crowd.find("surge-every").map(Field::durationAboveZero),
                crowd.find("surge-within").map(Field::duration).orElse(Duration.ofSeconds(1)),
                crowd.find("surge-count").map(count -> count.count(1, 100_000)).orElse(10));
    }

    private Baker panettiere(Field field) {
        Fields baker = field.fields(PANETTIERE);
        Duration sleepsEvery = baker.find("sleeps-every").map(Field::durationAboveZero).orElse(Duration.ZERO);
        if (!sleepsEvery.isZero()) {
            baker.need("sleeps-for");
        }
        return new Baker(baker.find("time-per-dough").map(Field::duration).orElse(Baker.RELIABLE.timePerDough()),
                baker.find("variance").map(share -> share.number(0, 1)).orElse(0.0), sleepsEvery,
                baker.find("sleeps-for").map(Field::durationAboveZero).orElse(Duration.ZERO),
                baker.find("oversleeps").map(share -> share.number(0, 1)).orElse(0.0),
                baker.find("oversleeping-factor").map(factor -> factor.number(1, 1_000)).orElse(1.0));
    }

    private Step step(Field field) {
        Field what = field.fields(allStepFields()).need("do");
        Deed deed = what.oneOf("something that can be done", List.of(Deed.values()), Deed::inScene);
        List<String> known = new ArrayList<>(List.of("at", "do", "name"));
        deed.parameters().forEach(parameter -> known.add(parameter.key()));
        Fields step = field.fields(known);
        Map<Parameter, Object> said = new EnumMap<>(Parameter.class);
        for (Parameter parameter : deed.parameters()) {
            step.find(parameter.key()).ifPresent(value -> said.put(parameter, value(value, parameter)));
        }
        Act act = new Act(deed, said);
        if (deed == Deed.AUTOSCALE && act.count(Parameter.LEAST) > act.count(Parameter.MOST)) {
            throw field.wrong("has more Maestros at least (" + act.count(Parameter.LEAST) + ") than at most ("
                    + act.count(Parameter.MOST) + ')');
        }
        return new Step(step.need("at").duration(), act, step.find("name").map(Field::text).orElse(deed.inScene()));
    }

    // Before it is known what is done, a name that no step has is the plainest fault.
    private static List<String> allStepFields() {
        List<String> all = new ArrayList<>(List.of("at", "do", "name"));
        for (Parameter parameter : Parameter.values()) {
            all.add(parameter.key());
        }
        return all;
    }

    private static Object value(Field field, Parameter parameter) {
        return switch (parameter.kind()) {
            case LETTER -> field.read("the letter of a Maestro, A to Z",
                    text -> Optional.of(text).filter(letter -> letter.matches("[A-Z]")));
            case COUNT -> switch (parameter) {
                case LEAST, MOST -> field.count(1, MOST_MAESTROS);
                default -> field.count(1, 100_000);
            };
            case DURATION -> field.duration();
        };
    }
}
