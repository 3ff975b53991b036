# Sourced by ./tracemap and ./mvnw: sets JAVA_HOME to a JDK 25 or newer, or says what to install and exits 1.
# The `java` on PATH may be older than the build needs, so every usual place is asked for its version.
jdk_major() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}
find_jdk() {
  path_java=$(command -v javac 2>/dev/null) && path_java=$(readlink -f "$path_java" 2>/dev/null) && path_java=${path_java%/bin/javac}
  for candidate in "${JAVA_HOME:-}" "${path_java:-}" /usr/lib/jvm/* /opt/java/* /opt/jdk* "$HOME"/.jdks/* "$HOME"/.sdkman/candidates/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    major=$(jdk_major "$candidate") || continue
    if [ "${major:-0}" -ge 25 ]; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  echo "Tracemap needs a JDK 25 or newer and found none in JAVA_HOME, on PATH or in the usual folders." >&2
  echo "Install one (for instance Eclipse Temurin 25 from adoptium.net) and, if it lies elsewhere, set JAVA_HOME." >&2
  exit 1
}
find_jdk
