package dev.tracemap.server.command;

import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Mixin;

/// Works for a cluster until it is ended.
@picocli.CommandLine.Command(
        name = "worker",
        description = "Works for a Temporal cluster, on a store in ClickHouse; as many as you like, on any machine.")
final class WorkerCommand implements Command.Here {
    @Mixin
    Common common = new Common();

    @Mixin
    ClusterOptions cluster = new ClusterOptions();

    @Override
    public int run(Console console) throws CommandFailed, InterruptedException {
        try (Workspace workspace = new Workspace(
                console.resolve(common.dataDir),
                common.config(console),
                common.store(),
                cluster.cluster(),
                InstantSource.system())) {
            workspace.work();
            Runtime.getRuntime().addShutdownHook(new Thread(workspace::close, "leaving"));
            console.out().println(common.json ? "{\"working\": true}" : "Working for the cluster; Ctrl-C ends it.");
            console.out().flush();
            new CountDownLatch(1).await();
            return 0;
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
    }
}
