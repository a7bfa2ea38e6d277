package io.boxbox.maestro.jetstream.consuming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

class ConfirmationsTest {

    private final Confirmations confirmations = new Confirmations();
    private final List<CompletableFuture<Void>> missing = new ArrayList<>();

    @Test
    void whatIsToBeConfirmedIsOverAtOnce() {
        assertThat(awaitAnother()).isCompleted();
    }

    @Test
    void whereTooManyAreMissingOneIsWaitedFor() {
        for (int i = 0; i < Confirmations.MOST; i++) {
            assertThat(awaitAnother()).isCompleted();
        }
        CompletableFuture<Void> oneTooMany = awaitAnother();
        assertThat(oneTooMany).isNotDone();

        missing.get(missing.size() - 1).completeExceptionally(new CancellationException("the server is gone"));

        assertThat(oneTooMany).isCompleted();
    }

    @Test
    void oneThatHasComeOrIsGivenUpMakesRoomForAnother() {
        for (int i = 0; i < Confirmations.MOST; i++) {
            awaitAnother();
        }
        missing.get(0).complete(null);
        assertThat(awaitAnother()).isCompleted();
        assertThat(awaitAnother()).isNotDone();
    }

    @Test
    void allAreThereWhenTheLastHasComeOrIsGivenUp() {
        assertThat(confirmations.all()).isCompleted();
        awaitAnother();
        awaitAnother();
        CompletableFuture<Void> all = confirmations.all();
        missing.get(0).complete(null);
        assertThat(all).isNotDone();

        missing.get(1).completeExceptionally(new CancellationException("the server is gone"));

        assertThat(all).isCompleted();
        assertThat(confirmations.all()).isCompleted();
    }

    @Test
    void theEndWaitsAlsoForWhatIsSentMeanwhile() {
        CompletableFuture<Void> aboutToBeSent = new CompletableFuture<>();
        confirmations.await(aboutToBeSent);
        CompletableFuture<Void> all = confirmations.all();
        awaitAnother();
        aboutToBeSent.complete(null);
        assertThat(all).isNotDone();

        missing.get(0).complete(null);
        assertThat(all).isCompleted();
    }

    private CompletableFuture<Void> awaitAnother() {
        missing.add(new CompletableFuture<>());
        return confirmations.await(missing.get(missing.size() - 1));
    }
}
