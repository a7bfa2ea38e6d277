package io.boxbox.maestro.simulation.rehearsal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

import org.HdrHistogram.Histogram;

import io.boxbox.maestro.configuration.ConfiguredHabits;
import io.boxbox.maestro.configuration.DecimalSeconds;
import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.kitchen.MaestroState;
import io.boxbox.maestro.kitchen.TimeLapse;
import io.boxbox.maestro.simulation.rehearsal.Day.Hour;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/** What {@code script/rehearse} runs. Habits come from the same settings as in the service. */
final class RehearsalCommand {

    private static final TimeLapse LIFE = new TimeLapse(1);
    private static final DecimalSeconds SECONDS = new DecimalSeconds();
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int WRONG_SETTING = 2;

    private RehearsalCommand() {
    }

    /**
     * @param args maestros, orders per second, hours, seconds per dough, the bound for the wait in seconds or nothing, and the
     *        seed or nothing; the script has checked them
     */
    public static void main(String[] args) {
        MaestroSettings settings;
        try {
            SmallRyeConfig config = new SmallRyeConfigBuilder().addDefaultSources().addDefaultInterceptors()
                    .addDiscoveredConverters().addDiscoveredSources().withMapping(MaestroSettings.class)
                    .withMappingIgnore("maestro.**").build();
            settings = config.getConfigMapping(MaestroSettings.class);
        } catch (ConfigurationException e) {
            System.err.println(e.getMessage());
            System.exit(WRONG_SETTING);
            return;
        }
        // Short enough to be typed again.
        long seed = args[5].isEmpty() ? settings.seed().orElseGet(() -> new SplittableRandom().nextInt(Integer.MAX_VALUE))
                : Long.parseLong(args[5]);
        Scenario scenario = new Scenario(Integer.parseInt(args[0]), Double.parseDouble(args[1]),
                hours(args[2]), ConfiguredHabits.of(settings, LIFE), settings.orderBatchSize(),
                settings.fetchMaxWaitInSeconds(), SECONDS.convert(args[3]), seed);
        long begin = System.nanoTime();
        Day day = Rehearsal.of(scenario);
        System.out.println(String.join(System.lineSeparator(), report(scenario, day, args, System.nanoTime() - begin)));
        if (!args[4].isEmpty()) {
            System.out.println(smallestBrigade(scenario, args[4]));
        }
    }

    private static List<String> report(Scenario scenario, Day day, String[] args, long took) {
        List<String> lines = new ArrayList<>();
        lines.add(say("%s hours with %,d maestros and %s orders a second (seed %d), rehearsed in %.1f s:", args[2],
                scenario.maestros(), args[1], scenario.seed(), took / 1e9));
        lines.add("");
        lines.add(say("  orders     %,d placed, %,d begun, %,d waiting at the end", day.placedOrders(),
                day.waits().getTotalCount(), day.queue()));
        lines.add(say("  wait       p50 %s, p95 %s, max %s, from the queue into a maestro's hands", wait(day.waits(), 50),
                wait(day.waits(), 95), wait(day.waits(), 100)));
        lines.add(say("  queue      %,.1f on average, %,d at its longest", day.meanQueue(), day.longestQueue()));
        lines.add(say("  maestros   %.0f %% cooking, %.0f %% smoking, %.0f %% at lunch, %.0f %% idle: utilisation %.0f %%",
                percent(day, MaestroState.PROCESSING), percent(day, MaestroState.SMOKING), percent(day, MaestroState.LUNCHING),
                percent(day, MaestroState.IDLE), 100 - percent(day, MaestroState.IDLE)));
        lines.add("");
        lines.add("  hour    orders   queue, mean   longest   wait, p50        p95        max");
        for (int i = 0; i < day.hours().size(); i++) {
            Hour hour = day.hours().get(i);
            lines.add(say("  %4d  %,8d   %,11.1f   %,7d  %10s %10s %10s", i + 1, hour.placed(), hour.meanQueue(),
                    hour.longestQueue(), wait(hour.waits(), 50), wait(hour.waits(), 95), wait(hour.waits(), 100)));
        }
        return lines;
    }

    private static String smallestBrigade(Scenario scenario, String bound) {
        var size = new SmallestBrigade(scenario, SECONDS.convert(bound)).find();
        return System.lineSeparator() + (size.isPresent()
                ? say("The smallest brigade of which 95 of 100 orders wait no longer than %s s: %,d", bound, size.getAsInt())
                : say("No brigade keeps 95 of 100 orders from waiting longer than %s s.", bound));
    }

    private static String wait(Histogram waits, double percentile) {
        double seconds = waits.getTotalCount() == 0 ? 0 : waits.getValueAtPercentile(percentile) / 1e6;
        if (seconds < 1) {
            return say("%.0f ms", seconds * 1000);
        }
        return seconds < 100 ? say("%.1f s", seconds) : say("%,.0f s", seconds);
    }

    private static double percent(Day day, MaestroState state) {
        return 100 * day.share(state);
    }

    private static String say(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static Duration hours(String hours) {
        return Duration.ofNanos(Math.round(Double.parseDouble(hours) * HOUR.toNanos()));
    }
}
