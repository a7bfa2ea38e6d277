package io.boxbox.maestro.simulation.stage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.kitchen.TimeLapse;
import io.boxbox.maestro.simulation.crowd.CrowdHabit;
import io.boxbox.maestro.simulation.crowd.DemoSettings;
import io.boxbox.maestro.simulation.panettiere.PanettiereHabits;
import io.boxbox.maestro.simulation.panettiere.PanettiereSettings;
import io.boxbox.maestro.simulation.scene.Deed;
import io.boxbox.maestro.simulation.scene.Scene;
import io.boxbox.maestro.simulation.scene.Scene.Baker;
import io.boxbox.maestro.simulation.scene.Scene.Guests;
import io.boxbox.maestro.simulation.scene.SceneException;
import io.boxbox.maestro.simulation.scene.SceneReader;
import io.boxbox.maestro.simulation.scene.SceneRecord;
import io.nats.client.ErrorListener;
import io.nats.client.Options;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/** What {@code script/demo} runs: a stage, and on it a scene or a demo that its audience makes up as it goes. */
final class StageCommand {

    private static final TimeLapse LIFE = new TimeLapse(1);
    private static final String LOGIN = "quarkus.messaging.nats.connection.";
    // A demo without a length.
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    /** Exit code, as of a command line that makes no sense. */
    private static final int WRONG = 2;
    /** Exit code. */
    private static final int CANNOT_START = 1;

    private StageCommand() {
    }

    /** @param args see {@link StageOptions#of(String[])} */
    public static void main(String[] args) {
        System.exit(run(StageOptions.of(args)));
    }

    private static int run(StageOptions options) {
        try {
            log(options.data().resolve("stage.log"));
            SmallRyeConfig config = config();
            Scene scene = scene(options, config);
            return new Stage(options, scene, connection(options, config), record(options, scene)).run();
        } catch (SceneException | ConfigurationException e) {
            System.err.println("demo: " + e.getMessage());
            return WRONG;
        } catch (FileAlreadyExistsException e) {
            System.err.println("demo: --record is '" + e.getMessage() + "', which is there already: choose another name");
            return WRONG;
        } catch (IOException e) {
            System.err.println("demo: " + e.getMessage());
            return CANNOT_START;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CANNOT_START;
        }
    }

    private static Optional<SceneRecord> record(StageOptions options, Scene scene) throws IOException {
        if (options.record().isEmpty()) {
            return Optional.empty();
        }
        Path file = options.record().get();
        try {
            return Optional.of(new SceneRecord(file, scene));
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            throw new SceneException("--record is '" + file + "', but cannot be written: " + e.getClass().getSimpleName());
        }
    }

    private static Scene scene(StageOptions options, SmallRyeConfig config) {
        Scene scene = options.scene().map(SceneReader::read).orElseGet(() -> fromSettings(options, config));
        if (!options.natsIsOurs() && scene.steps().stream().anyMatch(step -> step.act().deed().on() == Deed.On.NATS)) {
            throw new SceneException(options.scene().orElseThrow()
                    + ": the scene does something to NATS, which is not the stage's own: play it without --nats");
        }
        return options.timeLapse().map(scene::withTimeLapse).orElse(scene);
    }

    private static SmallRyeConfig config() {
        return new SmallRyeConfigBuilder().addDefaultSources().addDefaultInterceptors().addDiscoveredConverters()
                .addDiscoveredSources().withMapping(MaestroSettings.class).withMapping(DemoSettings.class)
                .withMapping(PanettiereSettings.class).withMappingIgnore("maestro.**").build();
    }

    // With Maestro's own login. Orders are never kept for later here: a customer who is told of a failure tries again.
    private static Options connection(StageOptions options, SmallRyeConfig config) {
        Options.Builder connection = new Options.Builder().server(options.natsUrl()).connectionName("maestro-stage")
                .maxReconnects(-1).reconnectWait(Duration.ofMillis(100)).reconnectBufferSize(0)
                .pingInterval(Duration.ofSeconds(1)).errorListener(new ErrorListener() {
                });
        config.getOptionalValue(LOGIN + "username", String.class).ifPresent(name -> connection.userInfo(name,
                config.getOptionalValue(LOGIN + "password", String.class).orElse("")));
        return connection.build();
    }

    // The same settings as in development and in the town.
    private static Scene fromSettings(StageOptions options, SmallRyeConfig config) {
        MaestroSettings maestro = config.getConfigMapping(MaestroSettings.class);
        CrowdHabit crowd = CrowdHabit.of(config.getConfigMapping(DemoSettings.class).crowd(), LIFE);
        PanettiereHabits baker = PanettiereSettings.habits(config.getConfigMapping(PanettiereSettings.class), LIFE);
        return new Scene("Maestro at work", "", options.length().orElse(FOR_EVER), 1, maestro.timeLapse(), maestro.seed(),
                Scene.USUAL_ACK_WAIT, Map.of(),
                Optional.of(new Guests(crowd.betweenOrders(), Optional.of(crowd.betweenSurges()), crowd.surge(),
                        crowd.ordersPerSurge())),
                new Baker(baker.timePerDough(), baker.doughTimeVariance(), baker.periodBetweenSleeps(), baker.sleepDuration(),
                        baker.probabilityOfOversleeping(), baker.oversleepingFactor()),
                List.of(), List.of());
    }

    // The terminal is for the account; what libraries have to say is for those who look for a fault.
    private static void log(Path file) throws IOException {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        FileHandler handler = new FileHandler(file.toString());
        handler.setFormatter(new SimpleFormatter());
        handler.setLevel(Level.INFO);
        root.addHandler(handler);
        root.setLevel(Level.INFO);
    }
}
