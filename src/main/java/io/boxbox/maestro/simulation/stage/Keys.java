package io.boxbox.maestro.simulation.stage;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.boxbox.maestro.simulation.panettiere.MoodyPanettiere;
import io.boxbox.maestro.simulation.panettiere.MoodyPanettiere.Mood;
import io.boxbox.maestro.simulation.scene.Act;
import io.boxbox.maestro.simulation.scene.Deed;

/**
 * What each key does, and the line at the bottom that says so. {@code script/demo} sends the keys, and the width of the
 * terminal
 * whenever it changes: the byte 1, the width in digits, and a line break.
 */
final class Keys {

    private static final int WIDTH_FOLLOWS = 1;
    private static final int HELP = '?';
    private static final int END = 'q';
    // The longest that fits is shown.
    private static final List<String> LINES = List.of(
            "z sleep  s slow  i silent  c confuse  w well | f freeze  n kill  r restart NATS | k kill  m start  g dismiss  + - u "
                    + "update Maestro | v surge  b bad  p poison  d twice  a again | q end  ? help",
            "Panettiere z s i c w | NATS f n r | Maestro k m g + - u y | orders v b p d a | q end | ? help",
            "zsicw Panettiere | fnr NATS | kmg+-uy Maestro | vbpda orders | q end ? help",
            "zsicw fnr kmg+-uy vbpda | q end | ? help",
            "q end | ? help",
            "?");

    private final MoodyPanettiere panettiere;
    private final NatsProcess nats;
    private volatile int width;

    Keys(MoodyPanettiere panettiere, NatsProcess nats, int width) {
        this.panettiere = panettiere;
        this.nats = nats;
        this.width = width;
    }

    /** What is to be done about the keys that are pressed. */
    interface Answers {

        void perform(Act act);

        void help(List<String> lines);

        void end();

        /** The terminal has another width. */
        void resized();
    }

    /** Reads keys until there are no more. Blocks. */
    void read(InputStream in, Answers answers) {
        try {
            for (int key = in.read(); key >= 0; key = in.read()) {
                if (key == WIDTH_FOLLOWS) {
                    readWidth(in);
                    answers.resized();
                } else if (key == HELP) {
                    answers.help(help());
                } else if (key == END) {
                    answers.end();
                } else {
                    act((char) key).ifPresent(answers::perform);
                }
            }
        } catch (IOException e) {
            // No more keys; the demo goes on without.
            return;
        }
    }

    private void readWidth(InputStream in) throws IOException {
        int number = 0;
        for (int digit = in.read(); digit >= '0' && digit <= '9'; digit = in.read()) {
            number = Math.min(10_000, number * 10 + digit - '0');
        }
        width = number;
    }

    /** What a key does as things are; empty for a key that does nothing. */
    Optional<Act> act(char key) {
        List<Deed> deeds = Arrays.stream(Deed.values()).filter(deed -> deed.key() == key).toList();
        return switch (key) {
            case 'z' -> of(panettiere.sleeps() ? Deed.WAKE_PANETTIERE : Deed.PUT_PANETTIERE_TO_SLEEP);
            case 's' -> cureOr(Mood.SLOW, Deed.SLOW_PANETTIERE);
            case 'i' -> cureOr(Mood.SILENT, Deed.SILENCE_PANETTIERE);
            case 'c' -> cureOr(Mood.CONFUSED, Deed.CONFUSE_PANETTIERE);
            case 'f' -> of(nats.state() == NatsProcess.State.FROZEN ? Deed.THAW_NATS : Deed.FREEZE_NATS);
            case 'n' -> of(nats.state() == NatsProcess.State.GONE ? Deed.START_NATS : Deed.KILL_NATS);
            default -> deeds.isEmpty() ? Optional.empty() : of(deeds.get(0));
        };
    }

    private Optional<Act> cureOr(Mood mood, Deed otherwise) {
        return of(panettiere.mood() == mood ? Deed.CURE_PANETTIERE : otherwise);
    }

    private static Optional<Act> of(Deed deed) {
        return Optional.of(Act.of(deed));
    }

    /** The line at the bottom, no longer than the terminal is wide. */
    String line() {
        return LINES.stream().filter(line -> line.length() < width).findFirst().orElse("");
    }

    /** The keys in words. */
    static List<String> help() {
        List<String> lines = new ArrayList<>(List.of("", "Keys:"));
        Arrays.stream(Deed.values()).collect(Collectors.groupingBy(Deed::key, LinkedHashMap::new,
                Collectors.mapping(Deed::words, Collectors.joining("; again: "))))
                .forEach((key, words) -> lines.add("  " + key + "  " + words));
        lines.addAll(List.of("  q  the crowd goes home, the kitchen finishes, and the account says what it cost",
                "  ?  these words", "Pressed again, s, i and c make the Panettiere well, too. Ctrl-C ends everything at once.",
                ""));
        return lines;
    }
}
