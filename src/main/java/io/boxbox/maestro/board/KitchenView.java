package io.boxbox.maestro.board;

import java.time.Instant;
import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The kitchen at one moment, as JSON. */
@RegisterForReflection
@Schema(name = "Kitchen", description = "One process of Maestro at one moment")
public record KitchenView(
        @Schema(description = "The moment") Instant at,
        Maestros maestros,
        Orders orders,
        LastMinutes lastMinutes,
        Panettiere panettiere,
        Nats nats,
        @Schema(description = "Orders in hand and the last that were, at most 20, the newest first") List<RecentOrder> recentOrders,
        @Schema(description = "The last dead letters of this process, at most 10, the newest first") List<DeadLetter> deadLetters) {

    /** Who works. */
    @RegisterForReflection
    @Schema(description = "The maestros of this process")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Maestros(
            @Schema(description = "How many there are") int size,
            @Schema(description = "How much faster than life people live") double timeLapse,
            int idle,
            @Schema(description = "With an order in hand") int processing,
            int smoking,
            int lunching,
            @Schema(description = "A letter for each of the first 10,000: i(dle), p(rocessing), s(moking) or l(unching)") String states,
            @Schema(description = "When the next lunch is due; absent where there is none") Instant nextLunch) {
    }

    /** How many orders are where. */
    @RegisterForReflection
    @Schema(description = "How many orders are where; counts of deliveries and the like are since the start of this process")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Orders(
            @Schema(description = "In the stream, claimed by nobody; absent while not known") Long waiting,
            @Schema(description = "Claimed by any process and not settled; absent while not known") Long claimed,
            @Schema(description = "Claimed by this process and not settled") int held,
            @Schema(description = "Since when the first of those that wait has been in the stream; absent if none waits") Instant oldestWaiting,
            long delivered,
            long handedBack,
            long deadLetters) {
    }

    /** For charts. */
    @RegisterForReflection
    @Schema(description = "The last five minutes, the oldest point first")
    public record LastMinutes(
            @Schema(description = "Seconds from one point to the next") int step,
            @Schema(description = "Orders delivered a second") List<Double> deliveriesPerSecond,
            @Schema(description = "Age of the oldest waiting order in seconds, 0 if none waits; null while not known") List<Double> oldestWaitingSeconds) {
    }

    /** The Panettiere. */
    @RegisterForReflection
    @Schema(description = "The Panettiere, by what became of the last order that asked him")
    public record Panettiere(boolean asleep) {
    }

    /** The broker. */
    @RegisterForReflection
    @Schema(description = "NATS as this process finds it")
    public record Nats(
            boolean connected,
            @Schema(description = "Whether orders can be claimed") boolean consuming,
            String server,
            @Schema(description = "How often the connection was lost and came back") long reconnects,
            String detail) {
    }

    /** An order. */
    @RegisterForReflection
    @Schema(description = "An order's way through the kitchen")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RecentOrder(
            String id,
            @Schema(description = "Who has it, or had it; the first maestro is 1") int maestro,
            String size,
            String border,
            List<String> toppings,
            @Schema(description = "Who ordered; only where personal data is shown") String username,
            @Schema(description = "Where to; only where personal data is shown") String destination,
            @Schema(description = "Where it is", enumeration = {
                    "cooking", "leaving", "delivered", "given_up", "handed_back",
                    "dead_letter" }) String stage,
            @Schema(description = "Why it was not delivered, in a word") String reason,
            @Schema(description = "When the stream stored it") Instant arrived,
            @Schema(description = "When the maestro took it in hand") Instant started,
            @Schema(description = "When there was dough for it") Instant dough,
            @Schema(description = "When it was delivered or given up") Instant ended,
            @Schema(description = "Where its trace can be seen; only where that is configured") String trace){
    }

    /** What cannot be cooked. */
    @RegisterForReflection
    @Schema(description = "A message that can never be cooked")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DeadLetter(
            @Schema(description = "The last token of its subject") String id,
            @Schema(description = "Why, in a word") String reason,
            @Schema(description = "Why, for people; only where personal data is shown, since it may quote the order") String detail,
            @Schema(description = "How often it was handed out") long deliveries,
            Instant written) {
    }
}
