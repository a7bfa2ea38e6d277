package io.boxbox.maestro.jetstream.scripted;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.boxbox.maestro.jetstream.scripted.ScriptedNats.Request;
import io.nats.client.impl.Headers;

/**
 * A stream on the server's side that shows its messages: answers {@code $JS.API.STREAM.MSG.GET} for the last message on a
 * subject, and for the next one from a sequence on. Leaves other requests alone.
 */
public final class ScriptedStream implements Consumer<Request> {

    private static final Pattern LAST = Pattern.compile("\\{\"last_by_subj\":\"([^\"]+)\"\\}");
    private static final Pattern NEXT = Pattern.compile("\\{\"seq\":(\\d+),\"next_by_subj\":\"([^\"]+)\"\\}");

    private static final Pattern AT = Pattern.compile("\\{\"seq\":(\\d+)\\}");

    /** How often it was read. */
    public int reads;

    private final Map<Long, Stored> messages = new TreeMap<>();

    /** Holds a message from now on. */
    public ScriptedStream add(long sequence, String subject, Headers headers) {
        messages.put(sequence, new Stored(sequence, subject, headers));
        return this;
    }

    /** Forgets everything. */
    public void purge() {
        messages.clear();
    }

    @Override
    public void accept(Request request) {
        if (!request.subject().equals("$JS.API.STREAM.MSG.GET.ORDERS")) {
            return;
        }
        reads++;
        Matcher last = LAST.matcher(request.body());
        Matcher next = NEXT.matcher(request.body());
        Matcher at = AT.matcher(request.body());
        if (last.matches()) {
            answer(request, messages.values().stream().filter(message -> message.subject.equals(last.group(1)))
                    .max(Comparator.comparing(Stored::sequence)));
        } else if (next.matches()) {
            answer(request, messages.values().stream().filter(message -> message.subject.equals(next.group(2)))
                    .filter(message -> message.sequence >= Long.parseLong(next.group(1))).findFirst());
        } else if (at.matches()) {
            answer(request, Optional.ofNullable(messages.get(Long.valueOf(at.group(1)))));
        } else {
            throw new AssertionError("no such request: " + request.body());
        }
    }

    private static void answer(Request request, Optional<Stored> found) {
        request.answer(found.map(Stored::json)
                .orElse("{\"error\":{\"code\":404,\"err_code\":10037,\"description\":\"no message found\"}}"));
    }

    private record Stored(long sequence, String subject, Headers headers) {

        private String json() {
            return "{\"message\":{\"subject\":\"" + subject + "\",\"seq\":" + sequence + ","
                    + (headers == null ? "" : "\"hdrs\":\"" + base64(headers.getSerialized()) + "\",")
                    + "\"data\":\"" + base64("{}".getBytes(UTF_8)) + "\",\"time\":\"2026-11-01T08:00:00Z\"}}";
        }

        private static String base64(byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
    }
}
