package dev.tracemap.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class TextViewTest {
    @Test
    void listsOfFlatObjectsAreTables() throws JsonProcessingException {
        assertEquals("""
                run:
                  run_id: r1
                clusters:
                cluster_id | title | cost
                0 | Refunds ¦ returns | 0.5
                1 | Parcels | -
                note: data""", view("""
                {"run": {"run_id": "r1"},
                 "clusters": [{"cluster_id": 0, "title": "Refunds | returns", "cost": 0.5},
                              {"cluster_id": 1, "title": "Parcels"}],
                 "note": "data"}
                """));
    }

    @Test
    void rowsWithSeveralLinesAreIndented() throws JsonProcessingException {
        assertEquals("""
                clusters:
                -
                  id: 0
                  description:
                    - one
                    - two
                  exemplars:
                  a
                  b""", view("""
                {"clusters": [{"id": 0, "description": "- one\\n- two", "exemplars": ["a", "b"]}]}
                """));
    }

    @Test
    void rowsOfCellsNeedNoNames() throws JsonProcessingException {
        assertEquals("rows:\n1 | a\n2 | null", view("{\"rows\": [[1, \"a\"], [2, null]]}"));
    }

    @Test
    void emptyListsSayNone() throws JsonProcessingException {
        assertEquals("traces: none", view("{\"traces\": []}"));
    }

    private static String view(String json) throws JsonProcessingException {
        return TextView.of((ObjectNode) new ObjectMapper().readTree(json));
    }
}
