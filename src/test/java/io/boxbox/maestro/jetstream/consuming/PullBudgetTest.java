package io.boxbox.maestro.jetstream.consuming;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.boxbox.maestro.jetstream.consuming.PullBudget.Share;

class PullBudgetTest {

    private static final long MOST = 64 * 1024 * 1024;
    private static final long MEBIBYTE = 1024 * 1024;
    private static final Duration ACK_WAIT = ofSeconds(30);

    private final PullBudget budget = new PullBudget(MOST);

    @ParameterizedTest
    @CsvSource({ "16, 1", "32, 1", "64, 4", "128, 12", "2080, 256" })
    void byDefaultItIsAnEighthOfTheHeapBeyondWhatTheProcessNeedsItself(long heap, long budget) {
        assertThat(PullBudget.byDefault(heap * MEBIBYTE)).isEqualTo(budget * MEBIBYTE);
    }

    @Test
    void sixteenRequestsShareIt() {
        learnThatTheLinkIsQuick();

        for (int request = 0; request < 16; request++) {
            assertThat(take().bytes()).isEqualTo(MOST / 16);
        }
        assertThat(budget.take(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void whatARequestDidNotUseCanBeTakenAgain() {
        learnThatTheLinkIsQuick();
        for (int request = 0; request < 15; request++) {
            take();
        }
        Share last = take();
        last.claimed(3 * MEBIBYTE);
        last.close();

        assertThat(take().bytes()).isEqualTo(MEBIBYTE);
        assertThat(budget.used()).isEqualTo(MOST);
    }

    @Test
    void whatIsGoneCanBeTakenAgain() {
        Share share = take();
        share.claimed(1_000);
        share.close();
        assertThat(budget.used()).isEqualTo(1_000);

        budget.gone(1_000);

        assertThat(budget.used()).isZero();
    }

    @Test
    void whatIsLargerThanItsRequestCountsInFull() {
        Share share = take();
        share.claimed(5 * MEBIBYTE);

        assertThat(budget.used()).isEqualTo(5 * MEBIBYTE);
    }

    @Test
    void crumbsAreNoRequest() {
        PullBudget small = new PullBudget(1_600_000);
        for (int request = 0; request < 15; request++) {
            small.take(Long.MAX_VALUE);
        }
        small.gone(-90_000);

        assertThat(small.take(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void aRequestAsksForNoMoreThanTheConsumerAllows() {
        assertThat(budget.take(5_000).orElseThrow().bytes()).isEqualTo(5_000);
    }

    @Test
    void aRequestBeginsSmallAndDoublesWhileTheLinkIsQuick() {
        Share first = take();
        assertThat(first.bytes()).isEqualTo(MEBIBYTE);
        filled(first, ofMillis(100));

        assertThat(take().bytes()).isEqualTo(2 * MEBIBYTE);
    }

    @Test
    void aRequestIsHalvedWhenItTookAThirdOfTheAckWait() {
        filled(take(), ofSeconds(11));

        assertThat(take().bytes()).isEqualTo(MEBIBYTE / 2);
    }

    @Test
    void aRequestIsNeverHalvedBelowWhatSmallOrdersNeed() {
        for (int slow = 0; slow < 20; slow++) {
            filled(take(), ofSeconds(60));
        }

        assertThat(take().bytes()).isEqualTo(64 * 1024);
    }

    @Test
    void ordersThatTrickleInSayNothingOfTheLink() {
        Share share = take();
        share.claimed(10_000);
        share.filled(ofSeconds(60), ACK_WAIT);
        share.close();

        assertThat(take().bytes()).isEqualTo(MEBIBYTE);
    }

    @Test
    void onlyOneMessageAtATimeMayBeLargerThanARequest() {
        Share share = budget.takeOversize().orElseThrow();
        assertThat(share.bytes()).isEqualTo(Share.ANY);
        assertThat(budget.takeOversize()).isEmpty();
        share.close();

        assertThat(budget.takeOversize()).isPresent();
    }

    private Share take() {
        return budget.take(Long.MAX_VALUE).orElseThrow();
    }

    private void filled(Share share, Duration took) {
        share.claimed(share.bytes());
        share.filled(took, ACK_WAIT);
        share.close();
        budget.gone(share.bytes());
    }

    private void learnThatTheLinkIsQuick() {
        for (int quick = 0; quick < 10; quick++) {
            filled(take(), ofMillis(10));
        }
    }
}
