package dev.tracemap.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLConnection;
import java.text.ParseException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Signed tokens (JWT) of one OAuth issuer for this server: the signature is by a key that the issuer publishes, issuer
/// and audience are as configured, and the token has not run out (RFC 9068). Their holders
/// are of the first team.
public final class IssuedTokens implements Tokens {
    private static final int PATIENCE_MS = 5_000;

    private final ProtectedResource resource;
    private final PrintStream log;
    private @Nullable DefaultJWTProcessor<SecurityContext> processor;

    /// @param log hears when the issuer cannot be reached
    public IssuedTokens(ProtectedResource resource, PrintStream log) {
        this.resource = resource;
        this.log = log;
    }

    @Override
    public Optional<Long> team(String token) {
        return accept(token) ? Optional.of(FIRST) : Optional.empty();
    }

    boolean accept(String token) {
        try {
            processor().process(token, null);
            return true;
        } catch (ParseException | BadJOSEException e) {
            return false;
        } catch (JOSEException | IOException e) {
            log.println("A token could not be checked with " + resource.issuer() + ": " + e.getMessage());
            return false;
        }
    }

    private synchronized DefaultJWTProcessor<SecurityContext> processor() throws IOException {
        DefaultJWTProcessor<SecurityContext> known = processor;
        if (known == null) {
            known = new DefaultJWTProcessor<>();
            known.setJWSTypeVerifier(
                    new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
            known.setJWSKeySelector(new JWSVerificationKeySelector<>(
                    Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256),
                    JWKSourceBuilder.<SecurityContext>create(keys().toURL()).build()));
            known.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                    resource.address().toString(),
                    new JWTClaimsSet.Builder()
                            .issuer(resource.issuer().toString())
                            .build(),
                    Set.of("exp")));
            processor = known;
        }
        return known;
    }

    /// Where the issuer publishes its keys, as its metadata says (RFC 8414, or OpenID Connect Discovery).
    private URI keys() throws IOException {
        IOException last = new IOException("no metadata");
        for (String place : new String[] {"oauth-authorization-server", "openid-configuration"}) {
            try {
                URI address = URI.create(resource.issuer() + "/.well-known/" + place);
                URLConnection connection = address.toURL().openConnection();
                connection.setConnectTimeout(PATIENCE_MS);
                connection.setReadTimeout(PATIENCE_MS);
                try (InputStream in = connection.getInputStream()) {
                    JsonNode keys = new ObjectMapper().readTree(in).path("jwks_uri");
                    if (keys.isTextual()) {
                        return URI.create(keys.textValue());
                    }
                }
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }
}
