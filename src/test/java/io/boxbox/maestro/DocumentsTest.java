package io.boxbox.maestro;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.boxbox.maestro.testing.Documents;

/** The documents lead somewhere, are short where they begin, and are in plain English. */
class DocumentsTest {

    private static final int LONGEST_README = 200;
    private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)|(?:src|srcset|href)=\"([^\"]+)\"");
    private static final Pattern ELSEWHERE = Pattern.compile("(https?|mailto):.*");
    private static final Pattern DOCUMENT = Pattern.compile("docs/[\\w-]+\\.md");
    // Words that readers have to look up, and a word of our own for a negative acknowledgement.
    private static final Pattern HARD_WORDS = Pattern
            .compile("(?i)\\b(anew|whoever|whomever|whosoever|as\\s+many\\s+as|heed\\w*|"
                    + "lest|of\\s+late|hand(s|ed|ing)?\\s+(it\\s+|them\\s+)?back)\\b");

    static List<String> documents() throws IOException {
        return Documents.all();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsToAFileAndAHeading(String document) throws IOException {
        assertThat(links(read(document)).filter(link -> !leadsSomewhere(document, link))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void noWordIsHard(String document) throws IOException {
        String prose = CODE.matcher(FENCED.matcher(read(document)).replaceAll("")).replaceAll("");

        assertThat(HARD_WORDS.matcher(prose).results().map(MatchResult::group)).isEmpty();
    }

    @Test
    void theReadmeIsShort() throws IOException {
        assertThat(Documents.lines("README.md")).hasSizeLessThanOrEqualTo(LONGEST_README);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void theReadmeLeadsToEachOfThem(String document) throws IOException {
        assertThat(links(read("README.md")).map(link -> link.replaceFirst("#.*", ""))).contains(
                document.equals("README.md") ? "LICENSE" : document);
    }

    /** Scripts, settings and sources point to documents, too. */
    @ParameterizedTest
    @ValueSource(strings = { ".github", "script", "src" })
    void everyDocumentThatIsMentionedIsThere(String folder) throws IOException {
        Map<String, Set<String>> missing = new HashMap<>();
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                DOCUMENT.matcher(Files.readString(file, ISO_8859_1)).results().map(MatchResult::group)
                        .filter(document -> !Files.exists(Path.of(document)))
                        .forEach(document -> missing.computeIfAbsent(file.toString(), name -> new HashSet<>()).add(document));
            }
        }
        assertThat(missing).isEmpty();
    }

    private static Stream<String> links(String text) {
        String prose = CODE.matcher(FENCED.matcher(text).replaceAll("")).replaceAll("");
        return LINK.matcher(prose).results().map(link -> link.group(1) == null ? link.group(2) : link.group(1))
                .filter(link -> !ELSEWHERE.matcher(link).matches());
    }

    private static boolean leadsSomewhere(String document, String link) {
        String[] parts = link.split("#", 2);
        Path from = Path.of(document);
        Path file = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]).normalize();
        return !file.startsWith("..") && Files.exists(file) && (parts.length == 1 || anchors(file).contains(parts[1]));
    }

    // As GitHub makes them: in lower case, without punctuation, spaces as dashes, and numbered where one comes again.
    private static Set<String> anchors(Path file) {
        Set<String> anchors = new HashSet<>();
        Map<String, Integer> before = new HashMap<>();
        HEADING.matcher(FENCED.matcher(read(file.toString())).replaceAll("")).results().forEach(heading -> {
            String anchor = heading.group(1).strip().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}\\s_-]", "")
                    .replace(' ', '-');
            int times = before.merge(anchor, 1, Integer::sum);
            anchors.add(times == 1 ? anchor : anchor + "-" + (times - 1));
        });
        return anchors;
    }

    private static String read(String document) {
        try {
            return Files.readString(Path.of(document));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
