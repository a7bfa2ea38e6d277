package io.boxbox.maestro.configuration;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.util.NetUtil;

/**
 * A host and a port, written {@code host:port}.
 *
 * @param host a name, an IPv4 address, or an IPv6 address in brackets, as in a URL
 */
record HostAndPort(String host, int port) {

    private static final String NATS = "nats://";
    private static final Pattern NATS_SCHEME = Pattern.compile("^(?:nats|tls|ws|wss)://");
    private static final Pattern FORM = Pattern.compile("(\\[[^\\]]*]|[^:\\[\\]]*):([0-9]{1,5})");
    private static final Pattern SCHEME = Pattern.compile("^(?:dns:(?:///)?|passthrough:(?:///)?|ipv4:|ipv6:)");
    // A letter or a digit at both ends of each label. RFC 952 knows no underscore, and Java resolves no name that has one.
    private static final Pattern NAME = Pattern
            .compile("(?i)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\\.?");

    /** Empty if the text is not of that form. */
    static Optional<HostAndPort> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(matcher.group(2));
        return host(matcher.group(1)).filter(host -> port >= 1 && port <= 65_535).map(host -> new HostAndPort(host, port));
    }

    /** The same, also as a gRPC target of one of the schemes that stand for a host and a port. */
    static Optional<HostAndPort> ofTarget(String text) {
        return parse(SCHEME.matcher(text).replaceFirst(""));
    }

    /** A host alone, where an IPv6 address may come without its brackets. Empty if the text can be none. */
    static Optional<String> host(String text) {
        boolean inBrackets = text.startsWith("[") && text.endsWith("]");
        String bare = inBrackets ? text.substring(1, text.length() - 1) : text;
        if (NetUtil.isValidIpV6Address(bare) && !bare.contains("%")) {
            return Optional.of("[" + bare + "]");
        }
        return !inBrackets && NAME.matcher(bare).matches() ? Optional.of(bare) : Optional.empty();
    }

    /** The same as the original's client of NATS takes it, too: in the form of a URL. */
    static Optional<String> natsHost(String text) {
        return host(NATS_SCHEME.matcher(withoutNatsScheme(text)).replaceFirst(""));
    }

    /** A host of NATS without what makes a URL of it; with its scheme if that is another than the usual. */
    static String withoutNatsScheme(String text) {
        String bare = text.startsWith(NATS) ? text.substring(NATS.length()) : text;
        return bare.endsWith("/") ? bare.substring(0, bare.length() - 1) : bare;
    }

    /** The URL of a host of NATS, with the scheme that it came with. */
    static String natsUrl(String host, String port) {
        Matcher scheme = NATS_SCHEME.matcher(host);
        return (scheme.find() ? scheme.group() : NATS) + natsHost(host).orElseThrow() + ":" + port;
    }

    /** The same without brackets, for those who listen. */
    static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
