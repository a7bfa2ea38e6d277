package io.boxbox.maestro.devui.deployment;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;

import io.boxbox.maestro.devui.LiveSettings;
import io.quarkus.deployment.IsDevelopment;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.ConfigMappingBuildItem;
import io.quarkus.devui.spi.JsonRPCProvidersBuildItem;
import io.quarkus.devui.spi.page.CardPageBuildItem;
import io.quarkus.devui.spi.page.Page;
import io.quarkus.vertx.http.deployment.HttpRootPathBuildItem;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.SmallRyeConfig;

/** Lays Maestro's card out in the Dev UI. */
class MaestroCard {

    private static final String SETTINGS = "maestro";
    private static final String DEFAULTS = "PropertiesConfigSource[source=Maestro's defaults]";

    @BuildStep(onlyIf = IsDevelopment.class)
    CardPageBuildItem card(HttpRootPathBuildItem application, List<ConfigMappingBuildItem> mappings) {
        CardPageBuildItem card = new CardPageBuildItem();
        SmallRyeConfig config = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class);
        if (config.getValue("maestro.board.enabled", Boolean.class)) {
            link(card, "Kitchen board", "font-awesome-solid:pizza-slice", application.resolvePath(""));
            link(card, "Kitchen as JSON", "font-awesome-solid:code", application.resolvePath("api/kitchen"));
        }
        card.addPage(Page.webComponentPageBuilder()
                .title("Settings")
                .icon("font-awesome-solid:sliders")
                .componentLink("qwc-maestro-settings.js"));
        card.addBuildTimeData("defaults", defaults(config, mappings));
        return card;
    }

    // Whether development or not, since Quarkus tells by it which classes may be called from where.
    @BuildStep
    JsonRPCProvidersBuildItem settings() {
        return new JsonRPCProvidersBuildItem(LiveSettings.class);
    }

    // In a tab of its own: the board does not let itself be framed.
    private static void link(CardPageBuildItem card, String title, String icon, String address) {
        card.addPage(Page.externalPageBuilder(title).url(address, address).doNotEmbed().icon(icon));
    }

    /** The default of each setting there is, empty where there is none. */
    private static Map<String, String> defaults(SmallRyeConfig config, List<ConfigMappingBuildItem> mappings) {
        Map<String, String> defaults = new TreeMap<>();
        for (ConfigMappingBuildItem mapping : mappings) {
            if (mapping.getPrefix().equals(SETTINGS) || mapping.getPrefix().startsWith(SETTINGS + ".")) {
                ConfigMappings.getProperties(mapping.toConfigClass())
                        .forEach((name, setting) -> defaults.put(name,
                                setting.hasDefaultValue() ? setting.getDefaultValue() : ""));
            }
        }
        config.getConfigSource(DEFAULTS).map(ConfigSource::getProperties).ifPresent(defaults::putAll);
        return defaults;
    }
}
