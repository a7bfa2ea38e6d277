package io.boxbox.maestro.jetstream.inspection;

import java.util.List;

/**
 * A stream and a consumer that another service, or an operator, has made.
 *
 * @param outcome what Maestro has to do about them
 * @param properties whose rows of the table this proves
 * @param stream more of the stream's configuration: JSON, each field with its leading comma
 * @param consumer the same of the consumer's
 * @param mended what an operator sets to mend it, in the same form; {@code null} to delete the consumer, or the stream if it is
 *        the stream that is wrong
 */
record StreamCase(Decision outcome, List<String> properties, String stream, String consumer, String mended) {

    static StreamCase stream(Decision outcome, String properties, String stream) {
        return new StreamCase(outcome, named("stream", properties), stream, "", null);
    }

    static StreamCase consumer(Decision outcome, String properties, String consumer) {
        return new StreamCase(outcome, named("consumer", properties), "", consumer, null);
    }

    StreamCase mended(String how) {
        return new StreamCase(outcome, properties, stream, consumer, how);
    }

    boolean isOfStream() {
        return properties.get(0).startsWith("stream ");
    }

    /** The name of the first property. */
    String property() {
        return properties.get(0).split(" ")[1];
    }

    private static List<String> named(String where, String properties) {
        return List.of(properties.split(" ")).stream().map(property -> where + " " + property).toList();
    }

    @Override
    public String toString() {
        return outcome + " " + properties + stream + consumer;
    }
}
