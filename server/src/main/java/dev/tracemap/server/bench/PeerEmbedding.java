package dev.tracemap.server.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// langchain4j's `embedAll` with its defaults: a thread a core, and the model file and the runtime that we use too.
///
/// It is called by its name only: langchain4j is copied beside the build for this comparison and is no part of the
/// product. Its classes get a loader of their own, while the native runtime is shared, since two copies of that cannot
/// live in one process.
final class PeerEmbedding {
    private static final String MODEL =
            "dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel";

    private final Object model;
    private final Method embedAll;
    private final Method segment;

    private PeerEmbedding(ClassLoader loader) throws ReflectiveOperationException {
        model = loader.loadClass(MODEL).getConstructor().newInstance();
        embedAll = model.getClass().getMethod("embedAll", List.class);
        segment = loader.loadClass("dev.langchain4j.data.segment.TextSegment").getMethod("from", String.class);
    }

    /// Absent where langchain4j is not beside the program.
    static Optional<PeerEmbedding> beside(String launcher) {
        Path folder = Path.of(launcher).resolveSibling("server/target/peer");
        if (launcher.isEmpty() || !Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> jars = new ArrayList<>(files.sorted().toList());
            Pattern.compile(Pattern.quote(System.getProperty("path.separator", ":")))
                    .splitAsStream(System.getProperty("java.class.path", ""))
                    .filter(jar -> jar.contains("langchain4j"))
                    .map(Path::of)
                    .forEach(jars::add);
            return Optional.of(new PeerEmbedding(loader(jars)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("langchain4j in " + folder + " is not the one expected", e);
        }
    }

    void embedAll(List<String> texts) {
        try {
            List<Object> segments = new ArrayList<>();
            for (String text : texts) {
                segments.add(segment.invoke(null, text));
            }
            embedAll.invoke(model, segments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("langchain4j failed to embed", e);
        }
    }

    private static ClassLoader loader(List<Path> jars) throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            urls.add(jar.toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), new Ours(PeerEmbedding.class.getClassLoader()));
    }

    /// Our class path without the one langchain4j jar on it, whose classes must meet the others of their kind.
    private static final class Ours extends ClassLoader {
        Ours(ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("dev.langchain4j.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }
}
