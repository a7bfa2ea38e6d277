package io.boxbox.maestro.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;

/** The tables of settings in the documents, held against the declarations. */
class DocumentedSettingsTest {

    private static final List<Path> DOCUMENTS = Stream.of("README.md", "docs/configuration.md", "docs/from-the-original.md")
            .map(Path::of).filter(Files::exists).toList();
    private static final String HEADING = "setting";

    private final List<Row> rows = DOCUMENTS.stream().flatMap(DocumentedSettingsTest::rows).toList();

    private record Row(Path document, String setting, String original, String byDefault, String allowed) {
    }

    private static Stream<Row> rows(Path document) {
        List<Row> rows = new ArrayList<>();
        boolean ofSettings = false;
        for (String line : lines(document)) {
            List<String> cells = cells(line);
            ofSettings = cells.size() == 4 && (ofSettings || cells.get(0).equals(HEADING));
            if (ofSettings && cells.get(0).startsWith("maestro.")) {
                rows.add(new Row(document, cells.get(0), cells.get(1), cells.get(2), cells.get(3)));
            }
        }
        return rows.stream();
    }

    private static List<String> lines(Path document) {
        try {
            return Files.readAllLines(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // How a cell is dressed is nobody's concern here.
    private static List<String> cells(String line) {
        return line.startsWith("|")
                ? Stream.of(line.substring(1).split("\\|")).map(cell -> cell.replace("`", "").strip()).toList()
                : List.of();
    }

    static Stream<Setting> settings() {
        return Settings.ALL.stream().filter(setting -> setting.name().startsWith("maestro."));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void aSettingHasOneRowThatSaysWhatIsDeclared(Setting setting) {
        assertThat(rows).filteredOn(row -> row.setting().equals(setting.name())).as("rows of " + setting.name()).singleElement()
                .satisfies(row -> {
                    assertThat(row.original()).as("the original's variable").isEqualTo(setting.original().orElse(""));
                    assertThat(row.allowed() + ";").as("what is allowed").startsWith(setting.rule().inBrief() + ";");
                    if (setting.byDefault().isPresent()) {
                        assertThat(Optional.of(row.byDefault())).as("the default").isEqualTo(setting.byDefault());
                    } else {
                        // In words, what happens without it.
                        assertThat(row.byDefault()).as("the default, and there is none")
                                .satisfiesAnyOf(words -> assertThat(words).isEmpty(),
                                        words -> assertThat(setting.rule().allows(words)).isFalse());
                    }
                });
    }

    @Test
    void everyRowIsOfASettingThatThereIs() {
        assertThat(rows).extracting(Row::setting).isSubsetOf(settings().map(Setting::name).toList());
    }

    @Test
    void whatIsReadIsDeclared() {
        assertThat(ConfigMappings.getProperties(ConfigClass.configClass(MaestroSettings.class)).keySet()).isNotEmpty()
                .isSubsetOf(Settings.ALL.stream().map(Setting::name).toList());
    }

    @ParameterizedTest
    @MethodSource("settings")
    void aDefaultIsAllowedAndWrittenAsItIsRead(Setting setting) {
        setting.byDefault().ifPresent(value -> {
            setting.check(value);
            assertThat(setting.rule().reading().apply(value)).isEqualTo(value);
        });
    }
}
