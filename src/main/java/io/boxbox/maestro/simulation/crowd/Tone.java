package io.boxbox.maestro.simulation.crowd;

/** What kind of thing a line of the account tells, and so its colour. */
public enum Tone {
    PLAIN("0"),
    STATUS("2"),
    ORDER("36"),
    SURGE("1;35"),
    DELIVERY("32"),
    SMOKE("33"),
    OVERSMOKE("1;33"),
    LUNCH("1;34"),
    SLEEP("35"),
    TROUBLE("31");

    private final String code;

    Tone(String code) {
        this.code = code;
    }

    /** The text between ANSI escape codes. */
    public String paint(String text) {
        return "\u001B[" + code + 'm' + text + "\u001B[0m";
    }
}
