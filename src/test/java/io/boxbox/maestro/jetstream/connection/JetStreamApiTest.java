package io.boxbox.maestro.jetstream.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;

import org.junit.jupiter.api.Test;

class JetStreamApiTest {

    @Test
    void withoutASettingItIsTheServersOwn() {
        JetStreamApi api = new JetStreamApi(Optional.empty(), Optional.empty());

        assertThat(api.subject("STREAM.INFO.ORDERS")).isEqualTo("$JS.API.STREAM.INFO.ORDERS");
        assertThat(api.nextMessage("ORDERS", "maestro")).isEqualTo("$JS.API.CONSUMER.MSG.NEXT.ORDERS.maestro");
        assertThat(api.isElsewhere("hub")).isFalse();
    }

    @Test
    void aDomainIsPartOfEachSubjectAndOnlyItsConfirmationsCount() {
        JetStreamApi api = new JetStreamApi(Optional.of("hub"), Optional.empty());

        assertThat(api.subject("STREAM.INFO.ORDERS")).isEqualTo("$JS.hub.API.STREAM.INFO.ORDERS");
        assertThat(api.subject("")).isEqualTo("$JS.hub.API.");
        assertThat(api.isElsewhere("hub")).isFalse();
        assertThat(api.isElsewhere("leaf")).isTrue();
        assertThat(api.isElsewhere(null)).isTrue();
    }

    @Test
    void aPrefixIsWhatEachSubjectBeginsWith() {
        JetStreamApi api = new JetStreamApi(Optional.empty(), Optional.of("JS.acme.API"));

        assertThat(api.subject("STREAM.INFO.ORDERS")).isEqualTo("JS.acme.API.STREAM.INFO.ORDERS");
        assertThat(api.subject("")).isEqualTo("JS.acme.API.");
    }
}
