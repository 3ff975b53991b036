package dev.tracemap.server.owner;

import dev.tracemap.server.console.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// A command line that is carried out wherever the directory's owner is, this process included, and carried on
/// when the owner ends before it.
public final class Errand {
    private static final int PIECE = 1 << 16;

    private final List<String> arguments;
    private final Console console;
    private @Nullable String run;
    private boolean consumedInput;
    private boolean printed;

    public Errand(List<String> arguments, Console console) {
        this.arguments = List.copyOf(arguments);
        this.console = console;
    }

    /// @return the command's exit code
    public int run(Path directory, Services services) throws IOException, InterruptedException {
        while (true) {
            switch (Position.enter(directory, services, () -> {})) {
                case Owner owner -> {
                    return here(owner);
                }
                case Guest guest -> {
                    try (guest) {
                        return at(guest);
                    } catch (OwnerGone gone) {
                        if (gone.begun() && (consumedInput || printed)) {
                            console.err()
                                    .println("The process that owned " + directory + " ended in the middle of this "
                                            + "command. Run it again: what is stored already is recognised.");
                            return 1;
                        }
                    }
                }
            }
        }
    }

    private int here(Owner owner) throws InterruptedException {
        try {
            return owner.shell().run(arguments, resumable());
        } finally {
            console.out().flush();
            owner.closeWhenIdle();
        }
    }

    private Console resumable() {
        return new Console(
                console.in(),
                console.out(),
                console.err(),
                console.directory(),
                console.columns(),
                run,
                console.began());
    }

    private int at(Guest guest) throws OwnerGone, InterruptedException, IOException {
        BlockingQueue<Frame> frames =
                guest.begin(new Frame.Command(arguments, console.directory().toString(), console.columns(), run));
        while (true) {
            switch (frames.take()) {
                case Frame.Output(boolean error, var bytes) -> print(error, bytes);
                case Frame.WantInput() -> guest.send(new Frame.Input(input()));
                case Frame.Began(var runId) -> run = runId;
                case Frame.Exit(int code) -> {
                    return code;
                }
                case Frame.NotTaken _ -> throw new OwnerGone(false);
                case Frame.Leaving _ -> throw new OwnerGone(true);
                case Frame.Hello _,
                        Frame.Proof _,
                        Frame.Ask _,
                        Frame.Abandon _,
                        Frame.Command _,
                        Frame.Input _,
                        Frame.Advance _,
                        Frame.Answer _,
                        Frame.Advice _ -> {}
            }
        }
    }

    private void print(boolean error, byte[] bytes) {
        printed |= !error;
        var stream = error ? console.err() : console.out();
        stream.write(bytes, 0, bytes.length);
        stream.flush();
    }

    private byte[] input() throws IOException {
        consumedInput = true;
        return console.in().readNBytes(PIECE);
    }
}
