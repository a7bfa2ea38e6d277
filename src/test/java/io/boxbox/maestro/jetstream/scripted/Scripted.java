package io.boxbox.maestro.jetstream.scripted;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.event.Event;

/** Stand-ins for interfaces of which a class uses a few methods: whatever else is called fails the test. */
public final class Scripted {

    private Scripted() {
    }

    /** What a method does. */
    @FunctionalInterface
    public interface Answer {

        Object to(Object... arguments) throws Exception;
    }

    /** A stand-in that answers the methods of these names. */
    public static <T> T of(Class<T> type, Map<String, Answer> answers) {
        return type.cast(Proxy.newProxyInstance(Scripted.class.getClassLoader(), new Class<?>[] { type },
                (proxy, method, arguments) -> answer(proxy, method, arguments == null ? new Object[0] : arguments, answers)));
    }

    private static Object answer(Object proxy, Method method, Object[] arguments, Map<String, Answer> answers)
            throws Exception {
        Optional<Answer> scripted = Optional.ofNullable(answers.get(method.getName()));
        if (scripted.isPresent()) {
            return scripted.get().to(arguments);
        }
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "scripted " + method.getDeclaringClass().getSimpleName();
            default -> throw new UnsupportedOperationException(method.toString());
        };
    }

    /** A CDI event whose firings are written down. */
    @SuppressWarnings("unchecked")
    public static <T> Event<T> events(List<T> fired) {
        return of(Event.class, Map.of("fire", arguments -> {
            fired.add((T) arguments[0]);
            return null;
        }));
    }
}
