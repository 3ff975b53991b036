package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.console.ProgressDisplay;
import dev.tracemap.store.ClickHouseAddress;
import dev.tracemap.store.StoreCopy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/// Copies what a data directory holds into ClickHouse.
@picocli.CommandLine.Command(
        name = "migrate-store",
        description = "Copy the data directory's store, with all that was derived, into the ClickHouse of --store."
                + " May be broken off and repeated.")
final class MigrateStoreCommand implements Command.OnDirectory {
    @Mixin
    Common common = new Common();

    @Override
    public Common common() {
        return common;
    }

    /// What `--store` names is where to copy to; the work is done on the directory.
    @Override
    public @Nullable ClickHouseAddress store() {
        return null;
    }

    @Override
    public void check() {
        if (common.store() == null) {
            throw new IllegalArgumentException(
                    "migrate-store needs --store clickhouse://user@host:8123/database, where to copy to");
        }
    }

    @Override
    public int run(Workspace workspace, Console console) {
        StoreCopy.Copied copied;
        try (ProgressDisplay display = new ProgressDisplay(console)) {
            copied = workspace.copyTo(
                    Objects.requireNonNull(common.store()),
                    (table, rows, of) -> display.at(table, (double) rows / of, (double) rows, "rows"));
        }
        if (common.json) {
            ObjectNode document = Json.object()
                    .put("stored", copied.events().stored())
                    .put("duplicates", copied.events().duplicates());
            document.set("conflicting", Json.of(copied.events().conflicting()));
            document.set("rows", Json.of(copied.rows()));
            Json.print(console.out(), document);
            return 0;
        }
        console.out()
                .println("events: " + copied.events().stored() + " stored, "
                        + copied.events().duplicates() + " there already");
        copied.rows().forEach((table, rows) -> console.out().println(table + ": " + rows));
        if (!copied.events().conflicting().isEmpty()) {
            console.err()
                    .println("left as they are there, with other content than here: "
                            + String.join(", ", copied.events().conflicting()));
        }
        return 0;
    }
}
