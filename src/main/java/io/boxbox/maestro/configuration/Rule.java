package io.boxbox.maestro.configuration;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What a setting may be.
 *
 * @param allowed completes the sentence "it must be …"
 * @param inBrief the same as it is written in a table of settings
 * @param reading makes of what is allowed what is meant, in the one form that everybody reads
 */
public record Rule(String allowed, String inBrief, Predicate<String> test, UnaryOperator<String> reading) {

    // As Go's ParseBool has it.
    private static final Set<String> ON = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> OFF = Set.of("0", "f", "F", "false", "FALSE", "False");
    // Thirty years in seconds. Much beyond this a duration in nanoseconds no longer fits its 64 bits.
    private static final int LARGEST = 1_000_000_000;
    private static final Pattern SUBJECT = Pattern.compile("[^\\s.*>]+(\\.[^\\s.*>]+)*\\.?");
    private static final Pattern USER_SEED = Pattern.compile("^\\s*SU[A-Z2-7]{56}\\s*$", Pattern.MULTILINE);

    private Rule(String allowed, String inBrief, Predicate<String> test) {
        this(allowed, inBrief, test, UnaryOperator.identity());
    }

    private Rule(String allowed, Predicate<String> test) {
        this(allowed, allowed, test);
    }

    boolean allows(String value) {
        return test.test(value);
    }

    static Rule text() {
        return new Rule("any text", value -> true);
    }

    static Rule onOrOff() {
        return new Rule("true or false", "true or false", value -> ON.contains(value) || OFF.contains(value),
                value -> String.valueOf(ON.contains(value)));
    }

    static Rule oneOf(String... values) {
        List<String> allowed = List.of(values);
        return new Rule(String.join(" or ", allowed), allowed::contains);
    }

    static Rule wholeNumber() {
        return new Rule("a whole number of 64 bits", whole(number -> true));
    }

    static Rule wholeNumber(int least) {
        return new Rule("a whole number of at least " + least, "≥ " + least,
                whole(number -> number >= least && number <= Integer.MAX_VALUE));
    }

    static Rule wholeNumber(int least, int most) {
        return new Rule("a whole number from " + least + " to " + most, least + " to " + most,
                whole(number -> number >= least && number <= most));
    }

    /** Of 64 bits. */
    static Rule bytes() {
        return new Rule("a whole number of at least 1", "≥ 1", whole(number -> number >= 1));
    }

    /** 0 is a free one. */
    static Rule port() {
        return wholeNumber(0, 65_535);
    }

    static Rule seconds() {
        return number("a number of seconds greater than 0", "> 0", seconds -> seconds > 0);
    }

    static Rule secondsOrNone() {
        return number("a number of seconds, 0 or more", "≥ 0", seconds -> seconds >= 0);
    }

    static Rule factor() {
        return number("a number of at least 1", "≥ 1", factor -> factor >= 1);
    }

    static Rule probability() {
        return new Rule("a number from 0.0 to 1.0", "0.0 to 1.0", decimal(chance -> chance >= 0 && chance <= 1));
    }

    static Rule host() {
        return new Rule("a host's name or address", value -> HostAndPort.host(value).isPresent());
    }

    static Rule natsHost() {
        return new Rule(host().allowed(), host().inBrief(), value -> HostAndPort.natsHost(value).isPresent(),
                HostAndPort::withoutNatsScheme);
    }

    /** A host and a port, also in the form of a gRPC target that names one host. */
    static Rule target() {
        return new Rule("host:port, like localhost:8888", "host:port", value -> HostAndPort.ofTarget(value).isPresent(),
                value -> HostAndPort.ofTarget(value).orElseThrow().toString());
    }

    /** An absolute URL of the web with a placeholder in it. */
    static Rule urlWith(String placeholder) {
        return new Rule("an http:// or https:// URL with " + placeholder + " in it",
                value -> value.contains(placeholder) && isUrl(value.replace(placeholder, "0")));
    }

    /** Where a collector of telemetry is: an absolute URL of the web, or its host and port alone. */
    static Rule collector() {
        return new Rule("an http:// or https:// URL, like http://localhost:4317",
                value -> isUrl(value) || HostAndPort.parse(value).isPresent());
    }

    /** Where NATS's servers are: URLs with commas between, whose {@code nats://} may be left out. */
    static Rule servers() {
        return new Rule("NATS URLs with commas between, like nats://a:4222,nats://[::1]:4222", value -> {
            try {
                for (String server : value.split(",")) {
                    String url = server.strip();
                    if (new URI(url.contains("://") ? url : "nats://" + url).getHost() == null) {
                        return false;
                    }
                }
                return true;
            } catch (URISyntaxException e) {
                return false;
            }
        });
    }

    /** A JetStream domain: a token of a subject. */
    static Rule domain() {
        return new Rule("a domain's name without dots, like hub", "a domain's name",
                value -> SUBJECT.matcher(value).matches() && !value.contains("."));
    }

    /** What other subjects begin with. */
    static Rule prefix() {
        return new Rule("a subject without wildcards, like JS.acme.API", "a subject without wildcards",
                value -> SUBJECT.matcher(value).matches(),
                value -> value.endsWith(".") ? value.substring(0, value.length() - 1) : value);
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

    private static Rule number(String allowed, String inBrief, DoublePredicate test) {
        return new Rule(allowed + ", up to " + LARGEST, inBrief, decimal(number -> number <= LARGEST && test.test(number)));
    }

    // Decimal notation only: Double.parseDouble would take "NaN", "1d" and "0x1p3" too.
    private static Predicate<String> decimal(DoublePredicate test) {
        return value -> {
            try {
                return test.test(new BigDecimal(value).doubleValue());
            } catch (NumberFormatException e) {
                return false;
            }
        };
    }

    private static Predicate<String> whole(LongPredicate test) {
        return value -> {
            try {
                return test.test(Long.parseLong(value));
            } catch (NumberFormatException e) {
                return false;
            }
        };
    }

    private static boolean isUrl(String value) {
        try {
            URI url = new URI(value);
            return url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
