package io.boxbox.maestro.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.StartupEvent;

/**
 * Ends the process when the heap is full, where {@code -XX:+ExitOnOutOfMemoryError} does not: the images and the native binary
 * have that, {@code java -jar} has not. A process that goes on without a thread that died looks alive and hears nothing.
 * <p>
 * The error is found where a thread dies of it, where a library logs it, and where {@link #endIfOutOfMemory} is asked. Before
 * that, a collector that works all the time and frees next to nothing can put the error off for minutes: see
 * {@link CollectorWatch}.
 */
@ApplicationScoped
public class OutOfMemoryExit {

    private static final FileOutputStream STANDARD_ERROR = new FileOutputStream(FileDescriptor.err);
    private static final byte[] LAST_WORDS = "Maestro ends: out of memory. Give it more, or lower maestro.max-in-flight-bytes%n"
            .formatted().getBytes(StandardCharsets.US_ASCII);

    // The JVM's own, for the same.
    static final int EXIT_CODE = 3;

    void watch(@Observes StartupEvent event) {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            endIfOutOfMemory(failure);
            if (before != null) {
                before.uncaughtException(thread, failure);
            }
        });
        Logger.getLogger("").addHandler(new LoggedErrors());
        CollectorWatch.begin(OutOfMemoryExit::end);
    }

    /** Does not return if the failure, or one that it was caused by, is that the heap is full. */
    public static void endIfOutOfMemory(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                end();
            }
        }
    }

    // Nothing is shut down in order, and nothing is made: that would need memory, and fail before the end.
    private static void end() {
        try {
            STANDARD_ERROR.write(LAST_WORDS);
        } catch (IOException e) {
            // Nobody reads them.
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    private static final class LoggedErrors extends Handler {

        @Override
        public void publish(LogRecord record) {
            endIfOutOfMemory(record.getThrown());
        }

        @Override
        public void flush() {
            // Nothing is kept.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
