package io.boxbox.maestro.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.common.utils.StringUtil;

/**
 * The declaration of a setting. All that is known of it is said here, once.
 *
 * @param byDefault what it is if nobody sets it, as it would be written
 * @param original the variable that sets it in the service that Maestro replaces
 * @param rule what it may be
 * @param derived what follows from it for Quarkus's own properties
 */
public record Setting(String name, Optional<String> byDefault, Optional<String> original, Rule rule, List<Derived> derived) {

    /**
     * A property of Quarkus's that follows from a setting.
     *
     * @param spelling makes of the setting's value the property's
     */
    public record Derived(String property, UnaryOperator<String> spelling) {
    }

    /** One that has no value unless it is set. */
    static Setting setting(String name, Rule rule) {
        return new Setting(name, Optional.empty(), Optional.empty(), rule, List.of());
    }

    static Setting setting(String name, String byDefault, Rule rule) {
        return new Setting(name, Optional.of(byDefault), Optional.empty(), rule, List.of());
    }

    Setting originally(String variable) {
        return new Setting(name, byDefault, Optional.of(variable), rule, derived);
    }

    Setting gives(String property) {
        return gives(property, UnaryOperator.identity());
    }

    Setting gives(String property, UnaryOperator<String> spelling) {
        List<Derived> more = new ArrayList<>(derived);
        more.add(new Derived(property, spelling));
        return new Setting(name, byDefault, original, rule, List.copyOf(more));
    }

    /** The environment variable in the usual form. */
    public String variable() {
        return StringUtil.replaceNonAlphanumericByUnderscores(name).toUpperCase(Locale.ROOT);
    }

    /**
     * Takes what is allowed.
     *
     * @throws ConfigurationException with one line that names the setting, its value and what is allowed
     */
    public void check(String value) {
        if (!rule.allows(value)) {
            throw new ConfigurationException(name + " is '" + value + "', but must be " + rule.allowed());
        }
    }

    void derive(String value, Map<String, String> properties) {
        derived.forEach(one -> properties.put(one.property(), one.spelling().apply(value)));
    }
}
