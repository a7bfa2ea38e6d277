package io.boxbox.maestro.simulation.scene;

import java.time.Duration;

/**
 * Something that is done in a scene.
 *
 * @param at since the curtain rose, in the scene's own time: a time lapse divides it
 * @param name by which expectations speak of it
 */
public record Step(Duration at, Act act, String name) {
}
