package io.boxbox.maestro.jetstream.consuming;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.boxbox.maestro.configuration.MaestroSettings;

/**
 * Bounds the bytes of the messages that this process has in flight: those that it has claimed and those that open pull requests
 * may still bring. And bounds the bytes of one pull request by what the link carries well within the ack wait, since the server
 * counts that from the moment it writes a message to the connection: this begins small, doubles while requests that were full
 * came quickly, and is halved when one was slow.
 * <p>
 * A single message that is larger than all this is still claimed, one at a time. For the kitchen's loop alone, but for what is
 * settled.
 */
@Singleton
class PullBudget {

    /** Of the heap, where the setting says nothing. A message takes up several times its size while it is worked on. */
    private static final int SHARE_OF_THE_HEAP = 8;
    /** What the process needs without any message. */
    private static final long WITHOUT_MESSAGES = 32 * 1024 * 1024;
    private static final long LEAST_BY_DEFAULT = 1024 * 1024;
    private static final int REQUESTS = 16;
    private static final long SMALLEST_REQUEST = 64 * 1024;
    private static final long FIRST_REQUEST = 1024 * 1024;
    private static final int SLOW = 3;
    private static final int QUICK = 12;

    private final long most;
    private final long mostOfARequest;
    private final AtomicLong used = new AtomicLong();
    private long ofARequest;
    private boolean oversize;

    @Inject
    PullBudget(MaestroSettings settings) {
        this(settings.maxInFlightBytes().orElse(byDefault(Runtime.getRuntime().maxMemory())));
    }

    PullBudget(long most) {
        this.most = most;
        this.mostOfARequest = Math.max(1, most / REQUESTS);
        this.ofARequest = Math.min(FIRST_REQUEST, mostOfARequest);
    }

    static long byDefault(long heap) {
        return Math.max(LEAST_BY_DEFAULT, (heap - WITHOUT_MESSAGES) / SHARE_OF_THE_HEAP);
    }

    /**
     * Takes the bytes of one pull request.
     *
     * @param allowed what the consumer allows one
     * @return empty if there are none to be had now
     */
    Optional<Share> take(long allowed) {
        long wanted = Math.min(ofARequest, allowed);
        long taken = Math.min(wanted, most - used.get());
        if (taken < Math.min(SMALLEST_REQUEST, wanted)) {
            return Optional.empty();
        }
        used.addAndGet(taken);
        return Optional.of(new Share(taken));
    }

    /** Takes the place of the one request for a message that fits no other; empty if another request has it. */
    Optional<Share> takeOversize() {
        if (oversize) {
            return Optional.empty();
        }
        oversize = true;
        return Optional.of(new Share(Share.ANY));
    }

    /** A message is settled, and its memory free. From any thread. */
    void gone(long bytes) {
        used.addAndGet(-bytes);
    }

    /** What open requests may bring, and what is claimed. */
    long used() {
        return used.get();
    }

    /** The bytes that one pull request may bring. */
    final class Share {

        /** As many bytes as a message has. */
        static final long ANY = 0;

        private final long bytes;
        private long left;
        private long arrived;

        private Share(long bytes) {
            this.bytes = bytes;
            this.left = bytes;
        }

        /** All that the request may bring together; {@link #ANY} if it is for one message of any size. */
        long bytes() {
            return bytes;
        }

        boolean isOversize() {
            return bytes == ANY;
        }

        /** A message has come and is claimed. */
        void claimed(long size) {
            arrived += size;
            long reserved = Math.min(size, left);
            left -= reserved;
            used.addAndGet(size - reserved);
        }

        /** Whether a message was claimed by the request. */
        boolean hasBrought() {
            return arrived > 0;
        }

        /**
         * The request has brought all it may.
         *
         * @param took from the request to its last message
         */
        void filled(Duration took, Duration ackWait) {
            if (arrived < SMALLEST_REQUEST) {
                return;
            }
            if (took.multipliedBy(SLOW).compareTo(ackWait) > 0) {
                ofARequest = Math.max(Math.min(SMALLEST_REQUEST, mostOfARequest), ofARequest / 2);
            } else if (arrived > ofARequest / 2 && took.multipliedBy(QUICK).compareTo(ackWait) < 0) {
                ofARequest = Math.min(mostOfARequest, ofARequest * 2);
            }
        }

        /** The request is over: what it did not use is free. */
        void close() {
            used.addAndGet(-left);
            left = 0;
            if (isOversize()) {
                oversize = false;
            }
        }
    }
}
