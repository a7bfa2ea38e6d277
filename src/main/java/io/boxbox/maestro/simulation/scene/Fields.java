package io.boxbox.maestro.simulation.scene;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The fields of a group in a file of YAML, each of a known name and there at most once. */
final class Fields {

    private final Field group;
    private final Map<String, Field> fields = new LinkedHashMap<>();

    private Fields(Field group) {
        this.group = group;
    }

    static Fields of(Field group, Collection<String> known) {
        if (!(group.node() instanceof MappingNode mapping)) {
            throw group.wrong("must be a group of fields: " + String.join(", ", known));
        }
        Fields fields = new Fields(group);
        String prefix = group.path().equals(SceneReader.WHOLE) ? "" : group.path() + '.';
        for (NodeTuple entry : mapping.getValue()) {
            Field key = new Field(group.file(), prefix, entry.getKeyNode());
            String name = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            Field field = new Field(group.file(), prefix + name, entry.getValueNode());
            if (!known.contains(name)) {
                throw new Field(group.file(), prefix + name, key.node())
                        .wrong("is not a field that there is" + Field.didYouMean(name, known));
            }
            if (fields.fields.putIfAbsent(name, field) != null) {
                throw new Field(group.file(), prefix + name, key.node()).wrong("is there twice");
            }
        }
        return fields;
    }

    Optional<Field> find(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    Field need(String name) {
        return find(name).orElseThrow(() -> group.wrong("has no " + name));
    }

    Collection<Field> all() {
        return fields.values();
    }

    /** The name of a field within its group. */
    static String name(Field field) {
        return field.path().substring(field.path().lastIndexOf('.') + 1);
    }
}
