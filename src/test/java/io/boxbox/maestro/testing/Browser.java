package io.boxbox.maestro.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;

/** A real Chromium without a window: the one on the path. */
public final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ChromeDriver driver;

    public Browser() {
        ChromeOptions options = new ChromeOptions();
        // A container's root has no sandbox, and its /dev/shm is small.
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--lang=en",
                "--force-device-scale-factor=1", "--hide-scrollbars");
        LoggingPreferences console = new LoggingPreferences();
        console.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", console);
        ChromeDriverService.Builder service = new ChromeDriverService.Builder();
        // Where they are absent, Selenium looks for them itself.
        onThePath("chromium", "chromium-browser").map(Path::toFile).ifPresent(options::setBinary);
        onThePath("chromedriver").map(Path::toFile).ifPresent(service::usingDriverExecutable);
        driver = new ChromeDriver(service.build(), options);
        size(1280, 1400);
    }

    private static Optional<Path> onThePath(String... names) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> Stream.of(names).map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    public void open(String address) {
        driver.get(address);
    }

    /** Takes as much room, in CSS pixels. */
    public void size(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    /** @param scheme light or dark */
    public void prefer(String scheme) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** What an element shows. */
    public String text(String id) {
        return driver.findElement(By.id(id)).getText();
    }

    /** Waits until an element shows a text, among others. */
    public void awaitText(String id, String expected) {
        awaiting(id + " to show: " + expected)
                .untilAsserted(() -> assertThat(text(id)).contains(expected));
    }

    private static ConditionFactory awaiting(String what) {
        // A row may be replaced while it is read.
        return Awaitility.await(what).atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(StaleElementReferenceException.class);
    }

    /** What a script returns. */
    public Object run(String script) {
        return driver.executeScript(script);
    }

    /** Gives a text to the page's own function {@code show}. */
    public void show(String text) {
        driver.executeScript("show(arguments[0])", text);
    }

    /** What a function makes of each element that a selector finds, in whatever shadow tree. */
    @SuppressWarnings("unchecked")
    public List<String> inShadows(String selector, String function) {
        return (List<String>) driver.executeScript("""
                const found = [];
                const look = (root) => {
                  found.push(...root.querySelectorAll(arguments[0]));
                  root.querySelectorAll('*').forEach((it) => it.shadowRoot && look(it.shadowRoot));
                };
                look(document);
                return found.map(%s).map(String);""".formatted(function), selector);
    }

    /** Presses the tabulator, and returns what has the focus then: its tag and what it shows or is called. */
    public String tab() {
        new Actions(driver).sendKeys(Keys.TAB).perform();
        return (String) run("const it = document.activeElement;"
                + " return it.tagName + ' ' + (it.getAttribute('aria-label') ?? it.textContent)");
    }

    /** What axe finds wrong, a line each. */
    public List<String> barriers() {
        return new AxeBuilder().analyze(driver).getViolations().stream().map(Browser::line).toList();
    }

    private static String line(Rule violation) {
        return violation.getId() + ": " + violation.getHelp() + " " + violation.getNodes();
    }

    /** Warnings and errors of the page since the last call. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** A picture of the whole window. */
    public void photograph(Path picture) throws IOException {
        Files.createDirectories(picture.getParent());
        Files.write(picture, driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
