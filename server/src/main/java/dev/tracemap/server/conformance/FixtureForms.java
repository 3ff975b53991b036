package dev.tracemap.server.conformance;

/// What the suite's tools ask a person for.
final class FixtureForms {
    static final String CONTACT = """
            {"requestedSchema": {"type": "object", "properties": {
              "username": {"type": "string", "description": "User's response"},
              "email": {"type": "string", "description": "User's email address"}},
              "required": ["username", "email"]}}""";

    static final String DEFAULTS = """
            {"message": "Please look at these", "requestedSchema": {"type": "object", "properties": {
              "name": {"type": "string", "default": "John Doe"},
              "age": {"type": "integer", "default": 30},
              "score": {"type": "number", "default": 95.5},
              "status": {"type": "string", "enum": ["active", "inactive", "pending"], "default": "active"},
              "verified": {"type": "boolean", "default": true}}}}""";

    static final String CHOICES = """
            {"message": "Please choose", "requestedSchema": {"type": "object", "properties": {
              "untitledSingle": {"type": "string", "enum": ["option1", "option2", "option3"]},
              "titledSingle": {"type": "string", "oneOf": [
                {"const": "value1", "title": "First Option"}, {"const": "value2", "title": "Second Option"}]},
              "legacyEnum": {"type": "string", "enum": ["opt1", "opt2", "opt3"],
                "enumNames": ["Option One", "Option Two", "Option Three"]},
              "untitledMulti": {"type": "array", "items": {"type": "string", "enum": ["option1", "option2", "option3"]}},
              "titledMulti": {"type": "array", "items": {"anyOf": [
                {"const": "value1", "title": "First Choice"}, {"const": "value2", "title": "Second Choice"}]}}}}}""";

    private FixtureForms() {}
}
