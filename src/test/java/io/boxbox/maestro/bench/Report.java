package io.boxbox.maestro.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one benchmark found, for the terminal and, on request, for a section of docs/performance.md.
 *
 * @param title the section's heading
 * @param command with which anyone can measure again
 * @param findings Markdown
 */
record Report(String title, String command, String findings) {

    private static final Path FILE = Path.of("docs/performance.md");

    /** Prints it and, if so asked, puts it in the place of what the file says under the same heading. */
    void publish(boolean record) throws IOException {
        String text = "%s%n%n%s, %s.%n%n%s%n".formatted("`" + command + "`", LocalDate.now(ZoneOffset.UTC),
                Machine.here().description(), findings);
        System.out.println(text);
        if (record) {
            Files.writeString(FILE, into(Files.readString(FILE), text));
            System.out.println("Written to " + FILE);
        }
    }

    String into(String file, String text) {
        String section = "## " + title + "\n\n" + text;
        Matcher present = Pattern.compile("(?ms)^## " + Pattern.quote(title) + "\n.*?(?=^## |\\z)").matcher(file);
        if (present.find()) {
            boolean last = present.end() == file.length();
            return file.substring(0, present.start()) + section + (last ? "" : "\n") + file.substring(present.end());
        }
        return file.stripTrailing() + "\n\n" + section;
    }
}
