package io.boxbox.maestro.testing;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.smallrye.config.common.utils.StringUtil;

/** What the documents tell a user to write, so that a test can write exactly that. Documents are named by their paths. */
public final class Documents {

    private static final Path FOLDER = Path.of("docs");
    private static final Pattern RECIPE = Pattern.compile("(?ms)^```properties\\n(.*?)^```$");

    private Documents() {
    }

    /** All documents for readers. */
    public static List<String> all() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return Stream.concat(Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md"),
                    files.map(file -> FOLDER.getFileName() + "/" + file.getFileName()).filter(file -> file.endsWith(".md"))
                            .sorted())
                    .toList();
        }
    }

    public static List<String> lines(String document) throws IOException {
        return Files.readAllLines(Path.of(document));
    }

    /** The part of a document from a heading to the next one of the same level. */
    public static String section(String document, String heading) throws IOException {
        String level = heading.replaceFirst(" .*", " ");
        List<String> lines = lines(document);
        int begin = lines.indexOf(heading);
        if (begin < 0) {
            throw new AssertionError(document + " has no heading " + heading);
        }
        return String.join("\n",
                lines.subList(begin + 1, lines.size()).stream().takeWhile(line -> !line.startsWith(level)).toList())
                + "\n";
    }

    /** The one line of a document that begins with this, without the comment at its end. */
    public static String line(String document, String beginning) throws IOException {
        List<String> lines = lines(document).stream().filter(line -> line.startsWith(beginning)).toList();
        if (lines.size() != 1) {
            throw new AssertionError(document + " has " + lines.size() + " lines that begin with " + beginning);
        }
        return lines.get(0).replaceFirst("\\s+# .*", "");
    }

    /** The one block of properties, in any document, that sets this one, as the environment variables that say the same. */
    public static TreeMap<String, String> recipe(String property) throws IOException {
        List<Properties> recipes = all().stream().flatMap(document -> RECIPE.matcher(text(document)).results())
                .map(Documents::properties)
                .filter(recipe -> recipe.containsKey(property)).toList();
        if (recipes.size() != 1) {
            throw new AssertionError("the documents have " + recipes.size() + " blocks of properties with " + property);
        }
        TreeMap<String, String> variables = new TreeMap<>();
        recipes.get(0).forEach((name, value) -> variables.put(variable((String) name), (String) value));
        return variables;
    }

    /** The environment variable that sets a property. */
    public static String variable(String property) {
        return StringUtil.replaceNonAlphanumericByUnderscores(property).toUpperCase();
    }

    private static String text(String document) {
        try {
            return Files.readString(Path.of(document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Properties properties(MatchResult block) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(block.group(1)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return properties;
    }
}
