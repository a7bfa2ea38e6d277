package io.boxbox.maestro.jetstream.inspection;

import java.util.Collection;

/** How NATS's subjects with wildcards relate to each other. */
public final class Subjects {

    private static final String ONE = "*";
    private static final String REST = ">";

    private Subjects() {
    }

    /** Whether one of the patterns takes each subject that the other takes. */
    static boolean cover(Collection<String> patterns, String other) {
        return patterns.stream().anyMatch(pattern -> covers(pattern, other));
    }

    /** Whether a pattern takes each subject that the other takes. */
    public static boolean covers(String pattern, String other) {
        String[] tokens = pattern.split("\\.");
        String[] others = other.split("\\.");
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i].equals(REST)) {
                return others.length > i;
            }
            if (i >= others.length || others[i].equals(REST) || !tokens[i].equals(ONE) && !tokens[i].equals(others[i])) {
                return false;
            }
        }
        return tokens.length == others.length;
    }

    /** Whether there is a subject that both take. */
    static boolean overlap(String pattern, String other) {
        String[] tokens = pattern.split("\\.");
        String[] others = other.split("\\.");
        for (int i = 0; i < Math.min(tokens.length, others.length); i++) {
            if (tokens[i].equals(REST) || others[i].equals(REST)) {
                return true;
            }
            if (!tokens[i].equals(ONE) && !others[i].equals(ONE) && !tokens[i].equals(others[i])) {
                return false;
            }
        }
        return tokens.length == others.length;
    }
}
