package io.boxbox.maestro.jetstream.scripted;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.jboss.logmanager.ExtLogRecord;

/** What a class writes to the log while this is open, as {@code <level> <message>}; nothing below INFO. */
public final class RecordedLog extends Handler implements AutoCloseable {

    public final List<String> lines = new ArrayList<>();
    private final Logger logger;

    public RecordedLog(Class<?> of) {
        logger = Logger.getLogger(of.getName());
        logger.addHandler(this);
    }

    @Override
    public void publish(LogRecord line) {
        if (line.getLevel().intValue() >= Level.INFO.intValue()) {
            lines.add(line.getLevel() + " "
                    + (line instanceof ExtLogRecord formatted ? formatted.getFormattedMessage() : line.getMessage()));
        }
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
