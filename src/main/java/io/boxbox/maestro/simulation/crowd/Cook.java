package io.boxbox.maestro.simulation.crowd;

/**
 * Who of the maestros does something.
 *
 * @param process the letter of his process; empty if there is one only
 * @param number within his process; the first one is 1
 */
public record Cook(String process, int number) implements Comparable<Cook> {

    /** As he is called. */
    String called() {
        return "maestro " + process + number;
    }

    @Override
    public int compareTo(Cook other) {
        int byProcess = process.compareTo(other.process);
        return byProcess == 0 ? Integer.compare(number, other.number) : byProcess;
    }
}
