package io.boxbox.maestro.board;

import java.time.Instant;
import java.util.List;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.boxbox.maestro.kitchen.Panettiere;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** The kitchen at one moment, as JSON. */
@RegisterForReflection
@Schema(name = "Kitchen", description = "One process of Maestro at one moment, and what it hears of the others", requiredProperties = {
        "at", "maestros", "orders", "lastMinutes", "panettiere", "nats", "processes", "events", "recentOrders",
        "deadLetters" })
public record KitchenView(
        @Schema(description = "The moment") Instant at,
        Maestros maestros,
        Orders orders,
        LastMinutes lastMinutes,
        Panettiere panettiere,
        Nats nats,
        @Schema(description = "This process, and then the others that claim from the same consumer, as far as they tell it over NATS", minItems = 1, maxItems = Town.MOST) List<Process> processes,
        @Schema(description = "What happened in the last five minutes, the newest first", maxItems = Marks.MOST) List<Event> events,
        @Schema(description = "Orders in hand and the last that were, the newest first", maxItems = Journeys.MOST) List<RecentOrder> recentOrders,
        @Schema(description = "The last dead letters of this process, the newest first", maxItems = RecentDeadLetters.MOST) List<DeadLetter> deadLetters) {

    // Reasons are many, and there will be more: this is what all of them have in common.
    private static final String WORD = "^[a-z_]+$";

    /** Who works. */
    @RegisterForReflection
    @Schema(description = "The maestros of this process", requiredProperties = {
            "size", "timeLapse", "idle", "processing", "smoking", "lunching", "states" })
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Maestros(
            @Schema(description = "How many there are", minimum = "1") int size,
            @Schema(description = "How much faster than life people live") double timeLapse,
            @Schema(description = "How many have nothing to do", minimum = "0") int idle,
            @Schema(description = "How many have an order in hand", minimum = "0") int processing,
            @Schema(description = "How many smoke", minimum = "0") int smoking,
            @Schema(description = "How many are at lunch", minimum = "0") int lunching,
            @Schema(description = "A letter for each of the first 10,000: i(dle), p(rocessing), s(moking) or l(unching)", pattern = "^[ipsl]*$", maxLength = Board.MOST_FACES) String states,
            @Schema(description = "When the next lunch is due; absent where there is none") Instant nextLunch) {
    }

    /** How many orders are where. */
    @RegisterForReflection
    @Schema(description = "How many orders are where; counts of deliveries and the like are since the start of this process", requiredProperties = {
            "held", "delivered", "handedBack", "deadLetters" })
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Orders(
            @Schema(description = "In the stream, not claimed; absent while not known", minimum = "0") Long waiting,
            @Schema(description = "Claimed by any process and not settled; absent while not known", minimum = "0") Long claimed,
            @Schema(description = "Claimed by this process and not settled", minimum = "0") int held,
            @Schema(description = "Since when the first of those that wait has been in the stream; absent if none waits") Instant oldestWaiting,
            @Schema(description = "Delivered by this process", minimum = "0") long delivered,
            @Schema(description = "Handed back to the queue by this process, to be cooked later", minimum = "0") long handedBack,
            @Schema(description = "Found by this process to be no order, or one that can never be cooked", minimum = "0") long deadLetters) {
    }

    /** For charts. */
    @RegisterForReflection
    @Schema(description = "The last five minutes, the oldest point first", requiredProperties = {
            "step", "deliveriesPerSecond", "oldestWaitingSeconds" })
    public record LastMinutes(
            @Schema(description = "Seconds from one point to the next", minimum = "1") int step,
            @Schema(description = "Orders delivered a second", minItems = Trend.POINTS, maxItems = Trend.POINTS) List<Double> deliveriesPerSecond,
            @Schema(description = "Age of the oldest waiting order in seconds, 0 if none waits; null while not known", type = SchemaType.ARRAY, implementation = MaybeSeconds.class, minItems = Trend.POINTS, maxItems = Trend.POINTS) List<Double> oldestWaitingSeconds) {
    }

    // An annotation can say of a list what its items are, but not of an item that it may be null.
    @Schema(type = SchemaType.NUMBER, format = "double", nullable = true, minimum = "0", description = "Seconds, or null while not known")
    private interface MaybeSeconds {
    }

    /** The Panettiere. */
    @RegisterForReflection
    @Schema(description = "The Panettiere, by the answer to the last order that asked", requiredProperties = "asleep")
    public record Panettiere(@Schema(description = "Whether there is no dough now") boolean asleep) {
    }

    /** The broker. */
    @RegisterForReflection
    @Schema(description = "NATS as this process finds it", requiredProperties = {
            "connected", "consuming", "server", "reconnects", "detail" })
    public record Nats(
            @Schema(description = "Whether there is a connection") boolean connected,
            @Schema(description = "Whether orders can be claimed") boolean consuming,
            @Schema(description = "Where it is, or was last; empty before the first connection", examples = "nats://localhost:4222") String server,
            @Schema(description = "How often the connection was lost and came back", minimum = "0") long reconnects,
            @Schema(description = "Why orders can or cannot be claimed, for people") String detail) {
    }

    /** A process. */
    @RegisterForReflection
    @Schema(description = "A process of Maestro. Counts of deliveries and the like are since its start", requiredProperties = {
            "id", "name", "state", "since", "heard", "maestros", "idle", "processing", "smoking", "lunching", "held",
            "delivered",
            "handedBack", "deadLetters", "deliveredLastMinute", "consuming" })
    public record Process(
            @Schema(description = "Drawn at its start", pattern = "^[0-9A-Za-z]+$", maxLength = 32) String id,
            @Schema(description = "Host and port, for people", examples = "maestro-0:7777") String name,
            @Schema(description = "Whether it is the one that answers, another one that is here, one that was told to end and has left or is about to, or one that has stopped reporting without a word", enumeration = {
                    "self", "here", "left", "gone" }) String state,
            @Schema(description = "When it started, by its own clock") Instant since,
            @Schema(description = "When it was last heard of") Instant heard,
            @Schema(description = "How many maestros it has", minimum = "0") int maestros,
            @Schema(description = "How many of them have nothing to do", minimum = "0") int idle,
            @Schema(description = "How many have an order in hand", minimum = "0") int processing,
            @Schema(description = "How many smoke", minimum = "0") int smoking,
            @Schema(description = "How many are at lunch", minimum = "0") int lunching,
            @Schema(description = "Orders that it has claimed and not settled", minimum = "0") int held,
            @Schema(description = "Orders that it has delivered", minimum = "0") long delivered,
            @Schema(description = "Orders that it has handed back to the queue", minimum = "0") long handedBack,
            @Schema(description = "Dead letters that it has written", minimum = "0") long deadLetters,
            @Schema(description = "Orders that it has delivered in the last minute", minimum = "0") long deliveredLastMinute,
            @Schema(description = "Whether it can claim orders") boolean consuming){
    }

    /** Something that happened. */
    @RegisterForReflection
    @Schema(description = "Something that happened, and may be the cause of what the charts show", requiredProperties = {
            "at", "kind", "text" })
    public record Event(
            @Schema(description = "When") Instant at,
            @Schema(description = "What", enumeration = {
                    "nats_lost", "nats_back", "orders_lost", "orders_back", "panettiere_asleep", "panettiere_awake", "lunch",
                    "process_came", "process_leaves", "process_gone", "stage" }) String kind,
            @Schema(description = "The same for people", maxLength = Marks.LONGEST_TEXT) String text){
    }

    /** An order. */
    @RegisterForReflection
    @Schema(description = "An order's way through the kitchen", requiredProperties = {
            "id", "maestro", "size", "border", "toppings", "stage", "arrived", "started" })
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RecentOrder(
            @Schema(description = "The order's own id") String id,
            @Schema(description = "Who has it, or had it; the first maestro is 1", minimum = "1") int maestro,
            @Schema(description = "How large the pizza is", enumeration = {
                    "small", "medium", "large" }) String size,
            @Schema(description = "What is baked into the border", enumeration = {
                    "none", "cream_cheese", "cheddar", "chocolate" }) String border,
            @Schema(description = "In the customer's order") List<String> toppings,
            @Schema(description = "Who ordered; only where personal data is shown") String username,
            @Schema(description = "Where to; only where personal data is shown") String destination,
            @Schema(description = "Where it is", enumeration = {
                    "cooking", "leaving", "delivered", "handed_back",
                    "dead_letter" }) String stage,
            @Schema(description = "Why it was not delivered, in a word; absent otherwise", pattern = WORD, examples = "resource_exhausted") String reason,
            @Schema(description = "When the stream stored it") Instant arrived,
            @Schema(description = "When the maestro took it in hand") Instant started,
            @Schema(description = "When there was dough for it; absent before that") Instant dough,
            @Schema(description = "When it was delivered or given up; absent before that") Instant ended,
            @Schema(description = "Where its trace can be seen; only where that is configured") String trace){
    }

    /** What cannot be cooked. */
    @RegisterForReflection
    @Schema(description = "A message that can never be cooked", requiredProperties = { "id", "reason", "deliveries",
            "written" })
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DeadLetter(
            @Schema(description = "The last token of its subject") String id,
            @Schema(description = "Why, in a word", pattern = WORD, examples = "not_json") String reason,
            @Schema(description = "Why, for people; only where personal data is shown, since it may quote the order") String detail,
            @Schema(description = "How often it was delivered by the stream", minimum = "1") long deliveries,
            @Schema(description = "When it was written") Instant written) {
    }
}
