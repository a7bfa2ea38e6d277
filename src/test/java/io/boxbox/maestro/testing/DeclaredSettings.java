package io.boxbox.maestro.testing;

import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.TreeMap;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.common.utils.StringUtil;

/** What Maestro's settings are called and what they are if nobody sets them, as the code declares it. */
public final class DeclaredSettings {

    private static final String NO_DEFAULT = "";

    private final TreeMap<String, String> defaults = new TreeMap<>();

    public DeclaredSettings() {
        read(MaestroSettings.class, "maestro.");
    }

    private void read(Class<?> group, String prefix) {
        for (Method setting : group.getDeclaredMethods()) {
            WithName own = setting.getAnnotation(WithName.class);
            String name = prefix + (own == null ? StringUtil.skewer(setting.getName()) : own.value());
            if (setting.getReturnType().isInterface() && setting.getReturnType().getEnclosingClass() == MaestroSettings.class) {
                read(setting.getReturnType(), name + '.');
            } else {
                WithDefault value = setting.getAnnotation(WithDefault.class);
                defaults.put(name, value == null ? NO_DEFAULT : value.value());
            }
        }
    }

    /** Whether an environment variable is the usual form of a setting's name. */
    public boolean isVariable(String variable) {
        return defaults.keySet().stream().map(StringUtil::replaceNonAlphanumericByUnderscores)
                .anyMatch(variable::equalsIgnoreCase);
    }

    public String defaultOf(String setting) {
        String value = defaults.get(setting);
        if (value == null || value.equals(NO_DEFAULT)) {
            throw new AssertionError("no setting with a default: " + setting + "; there are " + defaults.keySet());
        }
        return value;
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
