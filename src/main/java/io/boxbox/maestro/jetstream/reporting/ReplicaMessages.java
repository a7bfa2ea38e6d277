package io.boxbox.maestro.jetstream.reporting;

import java.io.IOException;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;

import io.boxbox.maestro.replicas.ReplicaReport;
import io.boxbox.maestro.replicas.StageMark;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** Reports and marks to and from the bytes of a message. Anybody in the account may have written what is read. */
@Singleton
@RegisterForReflection(targets = { ReplicaReport.class, StageMark.class })
class ReplicaMessages {

    /** What is longer is not read, in bytes. A report has some 300. */
    static final int LONGEST = 2048;

    private final ObjectWriter reports;
    private final ObjectReader foreignReports;
    private final ObjectReader marks;

    ReplicaMessages(ObjectMapper json) {
        this.reports = json.writerFor(ReplicaReport.class);
        this.foreignReports = strict(json.readerFor(ReplicaReport.class));
        this.marks = strict(json.readerFor(StageMark.class));
    }

    byte[] write(ReplicaReport report) {
        try {
            return reports.writeValueAsBytes(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A report cannot be written as JSON", e);
        }
    }

    /** @throws IllegalArgumentException if it is none, with the reason */
    ReplicaReport report(byte[] message) {
        return read(foreignReports, message);
    }

    /** @throws IllegalArgumentException if it is none, with the reason */
    StageMark mark(byte[] message) {
        return read(marks, message);
    }

    private static <T> T read(ObjectReader reader, byte[] message) {
        if (message.length > LONGEST) {
            throw new IllegalArgumentException("it has " + message.length + " bytes, and may have " + LONGEST);
        }
        try {
            T read = reader.readValue(message);
            if (read == null) {
                throw new IllegalArgumentException("it is null");
            }
            return read;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    e.getCause() instanceof IllegalArgumentException wrong ? wrong.getMessage() : e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("it cannot be read", e);
        }
    }

    // A newer process may tell more than this one knows.
    private static ObjectReader strict(ObjectReader reader) {
        return reader.without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }
}
