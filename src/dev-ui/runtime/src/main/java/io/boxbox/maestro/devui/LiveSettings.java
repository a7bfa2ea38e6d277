package io.boxbox.maestro.devui;

import java.util.Map;
import java.util.TreeMap;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;

/** Maestro's settings as the running Maestro has them. The page in the Dev UI calls it over JSON-RPC. */
public class LiveSettings {

    private static final String PREFIX = "maestro.";
    private static final String SECRET = "password";

    private final Config config;

    LiveSettings(Config config) {
        this.config = config;
    }

    /** Those that have a value, by their names. */
    public Map<String, Setting> values() {
        Map<String, Setting> values = new TreeMap<>();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(PREFIX)) {
                ConfigValue found = config.getConfigValue(name);
                if (found.getValue() != null) {
                    values.put(name, new Setting(name.endsWith(SECRET) ? "•••" : found.getValue(), found.getSourceName()));
                }
            }
        }
        return values;
    }

    /**
     * A setting.
     *
     * @param value as text; a password is only ever said to be there
     * @param source name of the source of configuration that has the last word
     */
    public record Setting(String value, String source) {
    }
}
