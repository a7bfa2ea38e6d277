package io.boxbox.maestro.jetstream;

/**
 * Why a message was not delivered.
 *
 * @param reason in a word, one of a few
 * @param detail for people
 * @param failure what it is concluded from
 */
record Verdict(String reason, String detail, Throwable failure) {
}
