package dev.tracemap.server.owner;

import dev.tracemap.server.console.Console;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// The console of a command that runs here for a guest. Input is asked for piece by piece, so that neither side
/// buffers more than one.
final class ForwardedConsole {
    private final Wire wire;
    private final Console console;
    /// Empty where the guest is gone.
    private final BlockingQueue<Optional<byte[]>> pieces = new LinkedBlockingQueue<>();

    ForwardedConsole(Wire wire, Frame.Command command) {
        this.wire = wire;
        this.console = new Console(
                new Input(),
                stream(false),
                stream(true),
                Path.of(command.directory()),
                command.columns(),
                command.resume(),
                this::began);
    }

    Console console() {
        return console;
    }

    void supply(byte[] piece) {
        pieces.add(Optional.of(piece));
    }

    /// The guest is gone: whoever waits for input gets an error, and output goes nowhere.
    void hangUp() {
        pieces.add(Optional.empty());
    }

    void finish(int code) throws IOException {
        console.out().flush();
        console.err().flush();
        wire.send(new Frame.Exit(code));
    }

    private void began(String runId) {
        try {
            wire.send(new Frame.Began(runId));
        } catch (IOException e) {
            wire.close();
        }
    }

    private PrintStream stream(boolean error) {
        OutputStream frames = new BufferedOutputStream(new Output(error), 1 << 15);
        return new PrintStream(frames, error, StandardCharsets.UTF_8);
    }

    private final class Output extends OutputStream {
        private final boolean error;

        Output(boolean error) {
            this.error = error;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            wire.send(new Frame.Output(error, Arrays.copyOfRange(bytes, offset, offset + length)));
        }
    }

    private final class Input extends InputStream {
        private byte[] piece = new byte[0];
        private int at;
        private boolean ended;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (!ended && at == piece.length) {
                piece = next();
                at = 0;
                ended = piece.length == 0;
            }
            if (ended) {
                return -1;
            }
            int taken = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, into, offset, taken);
            at += taken;
            return taken;
        }

        private byte[] next() throws IOException {
            wire.send(new Frame.WantInput());
            try {
                return pieces.take().orElseThrow(() -> new IOException("the command that sent this input has ended"));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }
}
