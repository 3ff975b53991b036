package dev.tracemap.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tokens of an issuer that runs beside the server.
final class IssuedTokensTest {
    private static final String PUBLIC = "https://traces.example/mcp";

    private ECKey key;
    private HttpServer issuer;
    private String name;
    private Served served;

    @BeforeEach
    void start() throws Exception {
        key = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        name = "http://localhost:" + issuer.getAddress().getPort();
        publish("/.well-known/oauth-authorization-server", "{\"jwks_uri\":\"" + name + "/keys\"}");
        publish("/keys", new JWKSet(key.toPublicJWK()).toString());
        issuer.start();
        ProtectedResource resource = new ProtectedResource(URI.create(PUBLIC), URI.create(name));
        Gate gate =
                new Gate(false, Set.of(), Optional.of(new IssuedTokens(resource, System.err)), Optional.of(resource));
        served = new Served(gate, Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        served.close();
        issuer.stop(0);
    }

    @Test
    void aRefusalSaysWhereTheMetadataIsWhichNamesTheIssuer() throws Exception {
        HttpResponse<String> refused = served.post(Served.INITIALIZE);
        assertEquals(401, refused.statusCode());
        String challenge = refused.headers().firstValue("WWW-Authenticate").orElseThrow();
        assertTrue(
                challenge.contains(
                        "resource_metadata=\"https://traces.example/.well-known/oauth-protected-resource/mcp\""),
                challenge);
        JsonNode metadata = Served.json(
                served.send(HttpRequest.newBuilder(served.at("/.well-known/oauth-protected-resource/mcp"))));
        assertEquals(PUBLIC, metadata.get("resource").textValue());
        assertEquals(name, metadata.at("/authorization_servers/0").textValue());
    }

    @Test
    void onlyTokensOfTheIssuerForThisServerLetIn() throws Exception {
        Instant later = Instant.now().plusSeconds(600);
        assertTrue(accepted(signed(key, claims(name, PUBLIC, later))));
        assertTrue(!accepted(signed(key, claims(name, "https://other.example/mcp", later))));
        assertTrue(!accepted(signed(key, claims("https://other.example", PUBLIC, later))));
        assertTrue(!accepted(signed(key, claims(name, PUBLIC, Instant.now().minusSeconds(600)))));
        ECKey strange = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
        assertTrue(!accepted(signed(strange, claims(name, PUBLIC, later))));
        assertTrue(!accepted(new PlainJWT(claims(name, PUBLIC, later)).serialize()));
        assertTrue(!accepted("no.token.atall"));
    }

    private boolean accepted(String token) throws IOException {
        return new IssuedTokens(new ProtectedResource(URI.create(PUBLIC), URI.create(name)), System.err).accept(token);
    }

    private static JWTClaimsSet claims(String from, String audience, Instant until) {
        return new JWTClaimsSet.Builder()
                .issuer(from)
                .audience(audience)
                .subject("somebody")
                .expirationTime(Date.from(until))
                .build();
    }

    private static String signed(ECKey signer, JWTClaimsSet claims) throws JOSEException {
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("one").build();
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(new ECDSASigner(signer));
        return token.serialize();
    }

    private void publish(String path, String json) {
        issuer.createContext(path, exchange -> {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }
}
