package dev.tracemap.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.tracemap.trace.Event;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LabelsStayApartTest {
    @Test
    void noEventNamesWhatWasPlanted() {
        Set<String> names = new TreeSet<>(Demo.byIntent().keySet());
        for (Failure.Kind kind : Failure.Kind.values()) {
            names.add(kind.name().toLowerCase(Locale.ROOT));
        }
        for (PlantedTrace trace : Demo.TRACES) {
            for (Event event : trace.events()) {
                String whole = event.toString();
                for (String name : names) {
                    assertFalse(whole.contains(name) || whole.contains(name.replace('_', '-')), name);
                }
            }
        }
    }

    @Test
    void eventsCarryNoPropertyOfOurOwn() {
        Set<String> own = new TreeSet<>();
        for (PlantedTrace trace : Demo.TRACES) {
            for (Event event : trace.events()) {
                event.properties().fieldNames().forEachRemaining(own::add);
            }
        }
        own.removeIf(name -> name.startsWith("$"));
        assertEquals(Set.of("app_version", "tenant"), own);
    }
}
