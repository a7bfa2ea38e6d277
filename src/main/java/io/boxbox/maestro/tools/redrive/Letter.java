package io.boxbox.maestro.tools.redrive;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.boxbox.maestro.order.Flaw;
import io.boxbox.maestro.order.OrderSubjects;
import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;

/**
 * A dead letter, without its content: there may be many, and large ones.
 *
 * @param sequence its own sequence in the stream
 * @param stored when the stream stored it
 * @param id the last token of its subject
 * @param reason why the message was given up, a code; empty if it does not say
 * @param detail the same for people
 * @param subject where the message came from; empty if it does not say, or cannot be sent there
 * @param original the message's sequence in the stream, 0 if it does not say
 * @param leftOut what it lacks of the message; empty if nothing
 */
record Letter(long sequence, Instant stored, String id, String reason, String detail, Optional<String> subject, long original,
        String leftOut) {

    private static final Pattern ENCODED = Pattern.compile("=\\?UTF-8\\?([QB])\\?(.*)\\?=");

    static Letter of(MessageInfo stored) {
        String id = OrderSubjects.lastToken(stored.getSubject());
        return new Letter(stored.getSeq(), stored.getTime().toInstant(), id, header(stored, "Maestro-Reason"),
                header(stored, "Maestro-Detail"), subject(header(stored, "Maestro-Subject"), id),
                sequence(header(stored, "Maestro-Stream-Sequence")), header(stored, "Maestro-Left-Out"));
    }

    /** Whether the message itself is wrong, so that it would be given up again. */
    boolean isFlawed() {
        for (Flaw flaw : Flaw.values()) {
            if (flaw.name().toLowerCase(Locale.ROOT).equals(reason)) {
                return true;
            }
        }
        return false;
    }

    boolean lacksHeaders() {
        return leftOut.equals("headers") || lacksBody();
    }

    boolean lacksBody() {
        return leftOut.equals("headers and body");
    }

    /** Headers of a message as they may be sent again: without Maestro's own, and without those that instruct the server. */
    static Headers sentAgain(Headers headers) {
        Headers again = new Headers();
        if (headers != null) {
            headers.forEach((name, values) -> {
                String lower = name.toLowerCase(Locale.ROOT);
                if (!lower.startsWith("maestro-") && !lower.startsWith("nats-")) {
                    again.add(name, values);
                }
            });
        }
        return again;
    }

    // What does not fit the letter's own subject, in which bytes that nobody can send are changed, is of no use.
    private static Optional<String> subject(String header, String id) {
        return Optional.of(decoded(header))
                .filter(subject -> subject.contains(".") && OrderSubjects.publishable(subject).equals(subject)
                        && OrderSubjects.lastToken(subject).equals(id));
    }

    private static String decoded(String text) {
        Matcher word = ENCODED.matcher(text);
        if (!word.matches()) {
            return text;
        }
        return new String(
                word.group(1).equals("B") ? Base64.getDecoder().decode(word.group(2)) : unquoted(word.group(2)),
                StandardCharsets.UTF_8);
    }

    private static byte[] unquoted(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '=' && i + 2 < text.length()) {
                bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(c == '_' ? ' ' : c);
            }
        }
        return bytes.toByteArray();
    }

    private static long sequence(String header) {
        return header.matches("\\d{1,18}") ? Long.parseLong(header) : 0;
    }

    private static String header(MessageInfo stored, String name) {
        String value = stored.getHeaders() == null ? null : stored.getHeaders().getFirst(name);
        return value == null ? "" : value;
    }
}
