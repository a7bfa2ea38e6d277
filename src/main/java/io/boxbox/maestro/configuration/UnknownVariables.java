package io.boxbox.maestro.configuration;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;

/** Tells at the start which variables look as if they were Maestro's, and are read by nobody: a typing error, as a rule. */
@ApplicationScoped
class UnknownVariables {

    private static final Logger LOG = Logger.getLogger(UnknownVariables.class);
    private static final String PREFIX = "MAESTRO_";
    private static final String HEALTH_INTERVAL = "MAESTRO_GRPCSERVER_ASYNCHEALTHINTERVALINSECONDS";
    // The original reads these, too, and nothing comes of them there either.
    private static final Set<String> WITHOUT_EFFECT = Set.of(HEALTH_INTERVAL, "MAESTRO_APP_ENV",
            "MAESTRO_OPENTELEMETRY_INTERVAL",
            "MAESTRO_OPENTELEMETRY_INSECURE");
    // What belongs to other builds of Maestro, and what Kubernetes makes of services whose names begin with "maestro".
    private static final Pattern OF_OTHERS = Pattern.compile(
            "MAESTRO_(EMBEDDED|DEMO|FAULTS)_.*|MAESTRO_(.*_)?SERVICE_(HOST|PORT)(_.*)?|MAESTRO_(.*_)?PORT_\\d+_(TCP|UDP)(_.*)?");
    private static final Pattern LINK_TO_A_SERVICE = Pattern.compile("(tcp|udp|sctp)://.*");

    void check(@Observes StartupEvent event) {
        Map<String, String> environment = System.getenv();
        unknown(environment).forEach((variable, nearest) -> LOG.warnf(
                "The environment variable %s has no effect; the nearest that has one is %s", variable, nearest));
        if (environment.containsKey(HEALTH_INTERVAL)) {
            LOG.infof("%s has no effect: health is told by the connection's own events, at once", HEALTH_INTERVAL);
        }
    }

    /** Those of the variables that nobody reads, each with the nearest one that is read. */
    static Map<String, String> unknown(Map<String, String> environment) {
        Set<String> known = known();
        return environment.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !known.contains(name) && !OF_OTHERS.matcher(name).matches())
                // Of a service it also makes one that is named like a port of ours, and holds a URL.
                .filter(name -> !LINK_TO_A_SERVICE.matcher(environment.get(name)).matches())
                .collect(Collectors.toMap(name -> name, name -> NearestName.to(name, known)));
    }

    private static Set<String> known() {
        Stream<String> declared = Settings.ALL.stream()
                .flatMap(setting -> Stream.concat(Stream.of(setting.variable()), setting.original().stream()));
        return Stream.concat(declared, WITHOUT_EFFECT.stream()).filter(name -> name.startsWith(PREFIX))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
