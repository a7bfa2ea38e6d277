package io.boxbox.maestro.jetstream.connection;

import java.io.IOException;

/**
 * What the server sends, with each message in a form that the client library reads: a message that it does not read would end
 * its connection, and come again, and end the next one.
 * <p>
 * It follows <a href="https://docs.nats.io/reference/reference-protocols/nats-protocol">NATS's protocol</a> from chunk to
 * chunk. All that is plain is passed on where it was read to. Only the head of a message, its control line and its headers, is
 * kept back until it is whole; and only one that is not plain is rewritten. Bodies are skipped. Not thread-safe.
 */
final class PlainMessages {

    private static final int SMALLEST_BUFFER = 8 * 1024;
    private static final int LARGEST_IDLE_BUFFER = 128 * 1024;
    private static final byte[] NOTHING = {};

    private final Source source;
    private final MessageHead head = new MessageHead();
    private Place place = Place.OPERATION;
    private long bodyLeft;
    // What was read and is not passed on yet.
    private byte[] held = NOTHING;
    private int heldFrom;
    private int heldTo;
    private boolean headIsWanting;
    // What is to be passed on before all else.
    private byte[] ready = NOTHING;
    private int readyFrom;
    private int readyTo;

    PlainMessages(Source source) {
        this.source = source;
    }

    /** As {@link java.io.InputStream#read(byte[], int, int)}. */
    int read(byte[] into, int from, int length) throws IOException {
        while (true) {
            if (readyFrom < readyTo) {
                return passReady(into, from, length);
            }
            if (headIsWanting) {
                if (!readOn()) {
                    return -1;
                }
                continue;
            }
            boolean again = heldFrom < heldTo;
            int count = again ? Math.min(length, heldTo - heldFrom) : source.read(into, from, length);
            if (count <= 0) {
                return count;
            }
            if (again) {
                System.arraycopy(held, heldFrom, into, from, count);
            }
            int passed = follow(into, from, from + count);
            if (again) {
                heldFrom += head.resume - from;
            } else {
                hold(into, head.resume, from + count);
            }
            if (passed > from) {
                return passed - from;
            }
        }
    }

    private int passReady(byte[] into, int from, int length) {
        int count = Math.min(length, readyTo - readyFrom);
        System.arraycopy(ready, readyFrom, into, from, count);
        readyFrom += count;
        if (readyFrom == readyTo && ready != held) {
            ready = NOTHING;
            readyFrom = 0;
            readyTo = 0;
        }
        return count;
    }

    /** Up to where the bytes can be passed on; those from {@code head.resume} on have to be looked at again. */
    private int follow(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            switch (place) {
                case BODY -> {
                    int count = (int) Math.min(bodyLeft, to - at);
                    at += count;
                    bodyLeft -= count;
                    place = bodyLeft == 0 ? Place.OPERATION : Place.BODY;
                }
                case LINE -> {
                    int end = MessageHead.indexOf((byte) '\n', bytes, at, to);
                    at = end < 0 ? to : end + 1;
                    place = end < 0 ? Place.LINE : Place.OPERATION;
                }
                case OPERATION -> {
                    if (!MessageHead.begins(bytes[at])) {
                        place = Place.LINE;
                        continue;
                    }
                    head.read(bytes, at, to);
                    if (head.verdict == MessageHead.Verdict.PLAIN) {
                        at = head.end;
                        beginBody();
                        continue;
                    }
                    head.resume = at;
                    switch (head.verdict) {
                        case INCOMPLETE -> headIsWanting = true;
                        case STRANGE -> place = Place.LOST;
                        default -> rewrite(bytes, at);
                    }
                    if (place != Place.LOST) {
                        return at;
                    }
                }
                // Not NATS's protocol. The client library says so.
                case LOST -> at = to;
            }
        }
        head.resume = to;
        return to;
    }

    private void beginBody() {
        bodyLeft = head.bodyLength;
        place = Place.BODY;
    }

    private void rewrite(byte[] bytes, int from) {
        ready = head.plain(bytes, from);
        readyFrom = 0;
        readyTo = ready.length;
        head.resume = head.end;
        beginBody();
    }

    private void hold(byte[] bytes, int from, int to) {
        heldFrom = 0;
        heldTo = to - from;
        if (heldTo > 0) {
            if (held.length < heldTo) {
                held = new byte[Math.max(SMALLEST_BUFFER, heldTo)];
            }
            System.arraycopy(bytes, from, held, 0, heldTo);
        } else if (held.length > LARGEST_IDLE_BUFFER) {
            held = NOTHING;
        }
    }

    // Until the head at the beginning of what is held is whole. False at the end of all.
    private boolean readOn() throws IOException {
        head.read(held, heldFrom, heldTo);
        switch (head.verdict) {
            case INCOMPLETE -> {
                makeRoom();
                int wanted = head.wanted > 0 ? head.wanted - heldTo : held.length - heldTo;
                int count = source.read(held, heldTo, wanted);
                heldTo += Math.max(0, count);
                return count >= 0;
            }
            case PLAIN -> {
                ready = held;
                readyFrom = heldFrom;
                readyTo = head.end;
                beginBody();
            }
            case STRANGE -> {
                place = Place.LOST;
                head.end = heldFrom;
            }
            default -> rewrite(held, heldFrom);
        }
        heldFrom = head.end;
        headIsWanting = false;
        return true;
    }

    private void makeRoom() {
        int size = head.wanted > 0 ? head.wanted : (heldTo - heldFrom) * 2 + SMALLEST_BUFFER / 2;
        if (heldFrom > 0 || held.length < size) {
            byte[] larger = held.length < size ? new byte[size] : held;
            System.arraycopy(held, heldFrom, larger, 0, heldTo - heldFrom);
            heldTo -= heldFrom;
            heldFrom = 0;
            held = larger;
        }
    }

    /** Where the bytes come from. */
    @FunctionalInterface
    interface Source {

        int read(byte[] into, int from, int length) throws IOException;
    }

    private enum Place {
        OPERATION,
        LINE,
        BODY,
        LOST
    }
}
