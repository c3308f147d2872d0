# Finds a JDK 25 or newer: the box's default java is often older, and the build runs inside Maven's own JVM.

jdk_version() { # the feature release of the JDK in $1, or 0: a JRE builds nothing
    local release=$1/release
    [ -x "$1/bin/javac" ] || { echo 0; return; }
    if [ -f "$release" ]; then
        sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$release"
    else
        "$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p;q'
    fi
}

find_jdk() {
    local candidate version
    for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/*25* /usr/lib/jvm/* "$(readlink -f "$(command -v java || true)" 2>/dev/null | sed 's,/bin/java$,,')"; do
        [ -n "$candidate" ] && [ -d "$candidate" ] || continue
        version=$(jdk_version "$candidate")
        if [ "${version:-0}" -ge 25 ]; then
            JAVA_HOME=$candidate
            export JAVA_HOME
            return
        fi
    done
    die "needs a JDK 25 or newer and found none (looked at \$JAVA_HOME, /usr/lib/jvm and java on the PATH).
  Debian/Ubuntu:  install the package temurin-25-jdk (Adoptium's repository) or openjdk-25-jdk
  elsewhere:      unpack any JDK 25 and set JAVA_HOME to it"
}
