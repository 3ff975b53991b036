package dev.tracemap.ingest;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/// Which files a path on the command line means.
final class SourceFiles {
    private static final String GLOB = "*?[{";

    private SourceFiles() {}

    /// @param isFolder whether the files were found rather than named, so that strangers among them are no error
    record Found(List<Path> files, boolean isFolder) {}

    /// A file, a folder with everything below it except hidden files, or a glob (`**` crosses folders). Files of a
    /// folder come in order of their paths.
    ///
    /// @throws IOException saying what is wrong, when nothing is there
    static Found of(String given) throws IOException {
        Path path;
        try {
            path = Path.of(given);
        } catch (InvalidPathException e) {
            throw new IOException("not a path: " + e.getReason(), e);
        }
        if (Files.isDirectory(path)) {
            return new Found(walk(path, file -> true), true);
        }
        if (Files.exists(path)) {
            return new Found(List.of(path), false);
        }
        int wild = firstWild(given);
        if (wild < 0) {
            throw new IOException("no such file or folder");
        }
        int slash = given.lastIndexOf('/', wild);
        Path base = Path.of(slash < 0 ? "." : slash == 0 ? "/" : given.substring(0, slash));
        List<Path> matches = List.of();
        try {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + (slash < 0 ? "./" + given : given));
            matches = Files.isDirectory(base) ? walk(base, matcher) : matches;
        } catch (PatternSyntaxException e) {
            throw new IOException("not a valid pattern: " + e.getDescription(), e);
        }
        if (matches.isEmpty()) {
            throw new IOException("no file matches the pattern");
        }
        return new Found(matches, false);
    }

    private static int firstWild(String given) {
        for (int i = 0; i < given.length(); i++) {
            if (GLOB.indexOf(given.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private static List<Path> walk(Path root, PathMatcher wanted) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(
                root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                        return !folder.equals(root) && isHidden(folder)
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (attributes.isRegularFile() && !isHidden(file) && wanted.matches(file)) {
                            files.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException problem) {
                        // A circle of links or a folder we may not enter: its neighbours still count.
                        return FileVisitResult.CONTINUE;
                    }
                });
        files.sort(null);
        return files;
    }

    private static boolean isHidden(Path path) {
        Path name = path.getFileName();
        return name != null
                && name.toString().startsWith(".")
                && name.toString().length() > 2;
    }
}
