# Builds what is not built: the services as Quarkus fast-jars and the command line client.
. "$FLOTILLA_ROOT/launcher/lock.sh"

SERVICE_MODULES="registry-service scheduler-service agent-service discovery-sidekick gateway"
# Here while what is compiled has not been checked (pom.xml, profile quick).
QUICK_MARK=$FLOTILLA_ROOT/target/quick

maven() {
    command -v mvn >/dev/null || install_package maven
    (cd "$FLOTILLA_ROOT" && mvn -B -ntp "$@")
}

# maven_quick OPTION...: for use, not for tests. A build does not run long enough for the JVM's second compiler to pay.
maven_quick() {
    mkdir -p "$FLOTILLA_ROOT/target"
    touch "$QUICK_MARK"
    MAVEN_OPTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC ${MAVEN_OPTS:-}" maven -Dquick "$@"
}

# maven_thorough OPTION...: what was compiled without checks is compiled again.
maven_thorough() {
    if [ -e "$QUICK_MARK" ]; then
        rm -rf "$FLOTILLA_ROOT"/*/target/classes "$FLOTILLA_ROOT"/*/target/maven-status "$QUICK_MARK"
    fi
    maven "$@"
}

# Everything a local cluster is started from is there, and newer than all it is made of.
build_is_fresh() {
    local module jar oldest=$FLOTILLA_ROOT/cli/target/flotilla-cli.jar
    [ -f "$oldest" ] || return 1
    for module in $SERVICE_MODULES; do
        jar=$FLOTILLA_ROOT/$module/target/quarkus-app/quarkus-run.jar
        [ -f "$jar" ] || return 1
        [ "$jar" -nt "$oldest" ] || oldest=$jar
    done
    [ -z "$(find "$FLOTILLA_ROOT" \( -name target -o -name .git -o -name .flotilla \) -prune -o -type f \( -path '*/src/main/*' -o -name pom.xml \) -newer "$oldest" -print -quit)" ]
}

build_if_needed() {
    find_jdk
    # Two builds of one tree would spoil each other's.
    mkdir -p "$FLOTILLA_ROOT/target"
    locked "$FLOTILLA_ROOT/target" build_what_is_missing
}

build_all() {
    find_jdk
    mkdir -p "$FLOTILLA_ROOT/target"
    locked "$FLOTILLA_ROOT/target" build_anew
}

build_what_is_missing() {
    if build_is_fresh; then build_client_cache; else build_anew; fi
}

build_anew() {
    local log=$FLOTILLA_ROOT/target/build.log
    # Said before the log begins.
    command -v mvn >/dev/null || install_package maven
    say "building (JDK $JAVA_HOME), log in ${log#"$PWD"/} ..."
    if ! maven_quick -T2 package -pl "$(printf '%s,' $SERVICE_MODULES)cli" -am >"$log" 2>&1; then
        tail -n 40 "$log" >&2
        die "the build failed; all of it is in $log"
    fi
    build_client_cache
}

# The cache belongs to one jar and one JDK.
build_client_cache() {
    local jar=$FLOTILLA_ROOT/cli/target/flotilla-cli.jar aot=$FLOTILLA_ROOT/cli/target/flotilla-cli.aot
    [ "$aot" -nt "$jar" ] && cmp -s "$JAVA_HOME/release" "$aot.jdk" && return
    if JAVA_HOME=$JAVA_HOME "$FLOTILLA_ROOT/cli/aot.sh"; then
        cp "$JAVA_HOME/release" "$aot.jdk"
    else
        say "the command line client works without its AOT cache, a little slower"
    fi
}
