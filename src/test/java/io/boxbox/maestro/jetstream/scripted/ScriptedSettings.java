package io.boxbox.maestro.jetstream.scripted;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;

import io.boxbox.maestro.configuration.MaestroSettings;

/** The settings that the adapter reads: those with defaults by their defaults, unless a test says otherwise. */
public final class ScriptedSettings {

    public int brigadeSize = 1;
    public int orderBatchSize = 10;
    public OptionalInt maxDeliveries = OptionalInt.empty();
    public boolean deliverOnce = true;

    public MaestroSettings settings() {
        MaestroSettings.HandBack handBack = Scripted.of(MaestroSettings.HandBack.class, Map.of(
                "delayInSeconds", none -> Duration.ofSeconds(1),
                "maxDelayInSeconds", none -> Duration.ofSeconds(30)));
        return Scripted.of(MaestroSettings.class, Map.of(
                "brigadeSize", none -> brigadeSize,
                "orderBatchSize", none -> orderBatchSize,
                "maxDeliveries", none -> maxDeliveries,
                "deliverOnce", none -> deliverOnce,
                "handBack", none -> handBack));
    }
}
