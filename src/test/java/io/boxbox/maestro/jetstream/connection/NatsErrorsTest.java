package io.boxbox.maestro.jetstream.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.jetstream.scripted.RecordedLog;
import io.boxbox.maestro.logging.OnceAMinute;
import io.boxbox.maestro.simulation.rehearsal.VirtualClock;

class NatsErrorsTest {

    private final VirtualClock clock = new VirtualClock();
    private final NatsErrors errors = new NatsErrors(new OnceAMinute(() -> clock.elapsed().toNanos()),
            complaint -> complaint.contains("somebody else's"));
    private final RecordedLog log = new RecordedLog(NatsErrors.class);

    @AfterEach
    void endLog() {
        log.close();
    }

    @Test
    void aComplaintIsToldOnceAMinute() {
        errors.errorOccurred(null, "Slow Consumer Detected");
        clock.advance(Duration.ofSeconds(60).minusNanos(1));
        errors.errorOccurred(null, "Slow Consumer Detected");
        assertThat(log.lines).containsExactly("WARN NATS reports: Slow Consumer Detected");
        clock.advance(Duration.ofNanos(1));
        errors.errorOccurred(null, "Slow Consumer Detected");

        assertThat(log.lines).hasSize(2);
    }

    @Test
    void eachKindIsToldWhateverItsSubject() {
        errors.errorOccurred(null, "Permissions Violation for Publish to \"orders.a\"");
        errors.errorOccurred(null, "Permissions Violation for Publish to \"orders.b\"");
        errors.errorOccurred(null, "Permissions Violation for Subscription to \"_INBOX.maestro.x\"");

        assertThat(log.lines).containsExactly(
                "WARN NATS reports: Permissions Violation for Publish to \"orders.a\""
                        + "; src/main/nats/maestro.conf lists the permissions that Maestro's user needs",
                "WARN NATS reports: Permissions Violation for Subscription to \"_INBOX.maestro.x\""
                        + "; src/main/nats/maestro.conf lists the permissions that Maestro's user needs");
    }

    @Test
    void whatIsRefusedToServicesIsNoTroubleWithOrdersAndHidesNone() {
        errors.errorOccurred(null, "Permissions Violation for Subscription to \"$SRV.PING\"");
        errors.errorOccurred(null, "Permissions Violation for Subscription to \"$SRV.PING.maestro\"");
        errors.errorOccurred(null, "Permissions Violation for Subscription to \"maestro.kitchen\"");
        errors.errorOccurred(null, "Permissions Violation for Publish to \"_INBOX.somebody.1\"");
        errors.errorOccurred(null, "Permissions Violation for Subscription to \"_INBOX.maestro.x\"");
        errors.errorOccurred(null, "Permissions Violation for Publish to \"orders.a\"");

        assertThat(log.lines).hasSize(3);
        assertThat(log.lines.get(0)).startsWith("INFO NATS does not let Maestro answer `nats micro`: ")
                .contains("Orders are not affected");
        assertThat(log.lines.subList(1, 3)).allSatisfy(line -> assertThat(line).startsWith("WARN NATS reports: "));
    }

    @Test
    void whatSomebodyElseHasDealtWithIsNotToldAgain() {
        errors.errorOccurred(null, "Permissions Violation for Publish to \"somebody else's\"");

        assertThat(log.lines).isEmpty();
    }

    @Test
    void aRefusedLoginIsToldByTheOneWhoWantedToConnect() {
        errors.errorOccurred(null, "Authorization Violation");

        assertThat(log.lines).isEmpty();
    }

    @Test
    void theLastFailureIsToldByItsRoot() {
        assertThat(errors.lastFailure()).isEmpty();
        errors.exceptionOccurred(null, new IOException("first"));
        errors.exceptionOccurred(null, new IOException("wrapped", new RuntimeException("Connection refused")));

        assertThat(errors.lastFailure()).contains("Connection refused");
        assertThat(log.lines).isEmpty();
    }

    @Test
    void aRootWithoutAMessageIsToldByItsName() {
        assertThat(NatsErrors.rootCause(new IOException("wrapped", new NullPointerException())))
                .isEqualTo("java.lang.NullPointerException");
    }
}
