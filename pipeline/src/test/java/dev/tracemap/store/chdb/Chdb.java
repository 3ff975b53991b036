package dev.tracemap.store.chdb;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// ClickHouse as a library: the few calls of `libchdb` that the front needs.
@SuppressWarnings("restricted")
final class Chdb {
    private static final ValueLayout.OfLong SIZE = ValueLayout.JAVA_LONG;
    private static final java.lang.foreign.AddressLayout POINTER = ValueLayout.ADDRESS;

    private final MethodHandle connect;
    private final MethodHandle close;
    private final MethodHandle query;
    private final MethodHandle error;
    private final MethodHandle buffer;
    private final MethodHandle length;
    private final MethodHandle destroy;

    Chdb(Path library) {
        SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
        Linker linker = Linker.nativeLinker();
        connect = linker.downcallHandle(
                symbols.findOrThrow("chdb_connect"), FunctionDescriptor.of(POINTER, ValueLayout.JAVA_INT, POINTER));
        close = linker.downcallHandle(symbols.findOrThrow("chdb_close_conn"), FunctionDescriptor.ofVoid(POINTER));
        query = linker.downcallHandle(
                symbols.findOrThrow("chdb_query_n"),
                FunctionDescriptor.of(POINTER, POINTER, POINTER, SIZE, POINTER, SIZE));
        error = linker.downcallHandle(
                symbols.findOrThrow("chdb_result_error"), FunctionDescriptor.of(POINTER, POINTER));
        buffer = linker.downcallHandle(
                symbols.findOrThrow("chdb_result_buffer"), FunctionDescriptor.of(POINTER, POINTER));
        length = linker.downcallHandle(symbols.findOrThrow("chdb_result_length"), FunctionDescriptor.of(SIZE, POINTER));
        destroy = linker.downcallHandle(
                symbols.findOrThrow("chdb_destroy_query_result"), FunctionDescriptor.ofVoid(POINTER));
        // The JVM needs the signals for itself.
        call(linker.downcallHandle(
                symbols.findOrThrow("chdb_set_signal_handlers_enabled"),
                FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT)));
    }

    private static void call(MethodHandle handle) {
        try {
            handle.invoke(0);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// A session; settings that are made in it stay in it.
    Session session(Path data) {
        try (Arena arena = Arena.ofConfined()) {
            List<String> arguments = List.of("clickhouse", "--path=" + data);
            MemorySegment texts = arena.allocate(POINTER, arguments.size());
            for (int i = 0; i < arguments.size(); i++) {
                texts.setAtIndex(POINTER, i, arena.allocateFrom(arguments.get(i)));
            }
            MemorySegment opened = (MemorySegment) connect.invoke(arguments.size(), texts);
            return new Session(opened);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    final class Session implements AutoCloseable {
        private final MemorySegment opened;

        private Session(MemorySegment opened) {
            this.opened = opened;
        }

        /// @throws Refused with what the engine says
        byte[] query(byte[] sql, String format) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment text = arena.allocateFrom(ValueLayout.JAVA_BYTE, sql);
                byte[] name = format.getBytes(StandardCharsets.UTF_8);
                MemorySegment wanted = arena.allocateFrom(ValueLayout.JAVA_BYTE, name);
                MemorySegment connection =
                        opened.reinterpret(POINTER.byteSize()).get(POINTER, 0);
                MemorySegment result =
                        (MemorySegment) query.invoke(connection, text, (long) sql.length, wanted, (long) name.length);
                try {
                    MemorySegment message = (MemorySegment) error.invoke(result);
                    if (message.address() != 0) {
                        throw new Refused(message.reinterpret(Long.MAX_VALUE).getString(0));
                    }
                    long size = (long) length.invoke(result);
                    MemorySegment bytes = (MemorySegment) buffer.invoke(result);
                    return size == 0 ? new byte[0] : bytes.reinterpret(size).toArray(ValueLayout.JAVA_BYTE);
                } finally {
                    destroy.invoke(result);
                }
            } catch (Refused e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            try {
                close.invoke(opened);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }
}
