package io.boxbox.maestro.jetstream;

/**
 * Whether orders can be claimed: connected to NATS, and the consumer within reach. Fired as a CDI event with each change.
 *
 * @param consuming true while orders can be claimed
 * @param detail what it is so for, in a few words
 */
public record BrokerState(boolean consuming, String detail) {
}
