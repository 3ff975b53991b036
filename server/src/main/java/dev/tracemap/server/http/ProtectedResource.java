package dev.tracemap.server.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;

/// This server as OAuth sees it (RFC 9728).
///
/// @param address of the protocol's endpoint as clients know it; what a token has to be for
/// @param issuer of the tokens, without a slash at the end
public record ProtectedResource(URI address, URI issuer) {
    static final String METADATA = "/.well-known/oauth-protected-resource";

    URI metadataAddress() {
        return address.resolve(METADATA + address.getPath());
    }

    ObjectNode metadata() {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode().put("resource", address.toString());
        metadata.putArray("authorization_servers").add(issuer.toString());
        metadata.putArray("bearer_methods_supported").add("header");
        return metadata.put("resource_name", "Tracemap");
    }
}
