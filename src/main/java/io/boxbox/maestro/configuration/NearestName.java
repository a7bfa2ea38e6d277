package io.boxbox.maestro.configuration;

import java.util.Collection;
import java.util.Comparator;

/** Finds the name that was probably meant where a name is not known. */
public final class NearestName {

    private NearestName() {
    }

    /** @param known at least one */
    public static String to(String name, Collection<String> known) {
        return known.stream().min(Comparator.comparingInt(candidate -> distance(name, candidate))).orElseThrow();
    }

    // Levenshtein's: how many letters have to be put in, taken out or exchanged.
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int exchanged = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(exchanged, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
