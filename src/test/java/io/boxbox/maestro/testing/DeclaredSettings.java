package io.boxbox.maestro.testing;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

import io.boxbox.maestro.configuration.Settings;

/** What Maestro's settings are called and what they are if nobody sets them, as the code declares it. */
public final class DeclaredSettings {

    /** Whether an environment variable is the usual form of a setting's name. */
    public boolean isVariable(String variable) {
        return Settings.ALL.stream().anyMatch(setting -> setting.variable().equals(variable));
    }

    public String defaultOf(String name) {
        return Settings.ALL.stream().filter(setting -> setting.name().equals(name))
                .flatMap(setting -> setting.byDefault().stream())
                .findFirst().orElseThrow(() -> new AssertionError("no setting with a default: " + name));
    }

    /** A property of another name, as application.properties has it. */
    public static String property(String name) throws IOException {
        Properties properties = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            properties.load(file);
        }
        return properties.getProperty(name);
    }
}
