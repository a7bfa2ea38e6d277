package io.boxbox.maestro.configuration;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a setting may be.
 *
 * @param allowed completes the sentence "it must be …"
 */
record Rule(String allowed, Predicate<String> test) {

    // Beyond this a duration in nanoseconds no longer fits its 64 bits.
    private static final double LARGEST = 1e9;
    private static final Pattern USER_SEED = Pattern.compile("^\\s*SU[A-Z2-7]{56}\\s*$", Pattern.MULTILINE);

    boolean allows(String value) {
        return test.test(value);
    }

    static Rule wholeNumber(int least, int most) {
        String allowed = most == Integer.MAX_VALUE ? "a whole number of at least " + least
                : "a whole number from " + least + " to " + most;
        return new Rule(allowed, value -> {
            try {
                int number = Integer.parseInt(value);
                return number >= least && number <= most;
            } catch (NumberFormatException e) {
                return false;
            }
        });
    }

    static Rule wholeNumber() {
        return new Rule("a whole number of 64 bits", value -> {
            try {
                Long.parseLong(value);
                return true;
            } catch (NumberFormatException e) {
                return false;
            }
        });
    }

    static Rule number(String allowed, DoublePredicate test) {
        return new Rule(allowed, value -> {
            try {
                // Decimal notation only: Double.parseDouble would take "NaN", "1d" and "0x1p3" too.
                double number = new java.math.BigDecimal(value).doubleValue();
                return number <= LARGEST && test.test(number);
            } catch (NumberFormatException e) {
                return false;
            }
        });
    }

    static Rule oneOf(String... values) {
        List<String> allowed = List.of(values);
        return new Rule(String.join(" or ", allowed), allowed::contains);
    }

    /** The path of a file that is there, can be read, and has the seed of a user's NKey in it. */
    static Rule fileWithSeed() {
        return new Rule("the path of a readable file with the seed of a user's NKey (SU...)", value -> {
            try {
                return USER_SEED.matcher(Files.readString(Path.of(value))).find();
            } catch (IOException | InvalidPathException e) {
                return false;
            }
        });
    }

    /** An absolute URL of the web with a placeholder in it. */
    static Rule urlWith(String placeholder) {
        return new Rule("an http:// or https:// URL with " + placeholder + " in it", value -> {
            try {
                URI url = new URI(value.replace(placeholder, "0"));
                return value.contains(placeholder) && url.getHost() != null
                        && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()));
            } catch (URISyntaxException e) {
                return false;
            }
        });
    }

    static Rule hostAndPort() {
        return new Rule("host:port, like localhost:8888", value -> HostAndPort.parse(value).isPresent());
    }
}
