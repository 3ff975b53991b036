import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/// Rewrites the classes of a jar that are of Java 5 or older in a newer format, with the same instructions. The JVM's
/// cache of linked classes takes none so old, and to read and verify the command-line library's at every start costs a
/// sixth of a second.
///
/// The launcher runs this file as it is, before it fills that cache.
final class NewerClasses {
    /// The first format with tables that tell the verifier the types at each branch is 50; 52 is Java 8's.
    private static final int NEWER = 52;

    private static final int OLDEST_CACHED = 50;

    private NewerClasses() {}

    public static void main(String[] jars) throws IOException {
        for (String jar : jars) {
            rewrite(Path.of(jar));
        }
    }

    /// A program that has the old file open keeps reading that one.
    private static void rewrite(Path file) throws IOException {
        Path newer = file.resolveSibling(file.getFileName() + ".newer");
        try (JarFile jar = new JarFile(file.toFile());
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(newer))) {
            ClassFile classes = ClassFile.of(
                    ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                    ClassFile.ClassHierarchyResolverOption.of(hierarchy(jar)));
            for (JarEntry entry : Collections.list(jar.entries())) {
                byte[] content = jar.getInputStream(entry).readAllBytes();
                JarEntry copy = new JarEntry(entry.getName());
                copy.setTime(entry.getTime());
                out.putNextEntry(copy);
                out.write(entry.getName().endsWith(".class") ? newer(classes, content) : content);
            }
        }
        Files.move(newer, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static ClassHierarchyResolver hierarchy(JarFile jar) {
        ClassHierarchyResolver inside = ClassHierarchyResolver.ofResourceParsing(name -> {
            JarEntry entry = jar.getJarEntry(name.descriptorString().replaceAll("^L|;$", "") + ".class");
            try {
                return entry == null ? null : jar.getInputStream(entry);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        return inside.orElse(ClassHierarchyResolver.defaultResolver());
    }

    private static byte[] newer(ClassFile classes, byte[] content) {
        ClassModel old = classes.parse(content);
        if (old.majorVersion() >= OLDEST_CACHED) {
            return content;
        }
        // Handing on each instruction makes the library write the body anew, with its table of types.
        ClassTransform bodies = ClassTransform.transformingMethodBodies((to, instruction) -> to.with(instruction));
        ClassTransform version = (to, element) -> {
            if (element instanceof ClassFileVersion) {
                to.withVersion(NEWER, 0);
            } else {
                to.with(element);
            }
        };
        return classes.transformClass(old, bodies.andThen(version));
    }
}
