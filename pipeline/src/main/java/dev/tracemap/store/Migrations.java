package dev.tracemap.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// The numbered scripts that bring a database to the present version, each applied once and never changed after.
///
/// @param scripts in order; number `i + 1` stands at index `i`
record Migrations(List<Script> scripts) {

    /// @param name of the file, such as `0001_foundation.sql`
    record Script(String name, String sql) {
        String checksum() {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(sql.getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(digest);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    Migrations {
        scripts = List.copyOf(scripts);
    }

    /// Reads the scripts that came with the program.
    static Migrations ofResources(String folder, List<String> names) {
        return new Migrations(names.stream()
                .map(name -> new Script(name, Resources.text("/" + folder + "/" + name)))
                .toList());
    }

    /// Where it is written down which scripts a database has seen.
    interface Ledger {
        /// Checksums by version.
        Map<Integer, String> applied() throws SQLException;

        void run(String script) throws SQLException;

        void record(int version, Script script, Instant now) throws SQLException;
    }

    /// Applies what is missing; call it inside a transaction where there are any.
    ///
    /// @throws StoreException when a script that was applied has changed since, or the database is of a newer
    /// version
    void apply(Ledger ledger, Instant now) throws SQLException {
        Map<Integer, String> applied = ledger.applied();
        int newest = applied.keySet().stream().max(Integer::compare).orElse(0);
        if (newest > scripts.size()) {
            throw new StoreException("the database is at version " + newest + ", this program knows versions up to "
                    + scripts.size() + "; use the newer program that last opened it");
        }
        for (int i = 0; i < scripts.size(); i++) {
            Script script = scripts.get(i);
            String before = applied.get(i + 1);
            if (before == null) {
                ledger.run(script.sql());
                ledger.record(i + 1, script, now);
            } else if (!before.equals(script.checksum())) {
                throw new StoreException("migration " + script.name() + " has changed since it was applied to this"
                        + " database (checksum " + before.substring(0, 12) + ", now "
                        + script.checksum().substring(0, 12) + "); restore the script and add a new one instead");
            }
        }
    }
}
