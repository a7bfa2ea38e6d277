package io.boxbox.maestro.simulation.scene;

/**
 * An expectation and what came.
 *
 * @param expected in words
 * @param came in words
 */
public record Verdict(boolean passed, String expected, String came) {

    /** As it is printed. */
    public String line() {
        return "  %-4s  %s: %s".formatted(passed ? "ok" : "FAIL", expected, came);
    }
}
