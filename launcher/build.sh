# Builds what is not built: the services as Quarkus fast-jars and the command line client.

SERVICE_MODULES="registry-service scheduler-service agent-service discovery-sidekick gateway"
BUILD_STAMP=$FLOTILLA_ROOT/target/built
built_now=no

maven() {
    command -v mvn >/dev/null || install_package maven
    (cd "$FLOTILLA_ROOT" && mvn -B -ntp "$@")
}

build_is_fresh() {
    local module
    [ -f "$BUILD_STAMP" ] || return 1
    for module in $SERVICE_MODULES; do
        [ -f "$FLOTILLA_ROOT/$module/target/quarkus-app/quarkus-run.jar" ] || return 1
    done
    [ -z "$(find "$FLOTILLA_ROOT" \( -name target -o -name .git -o -name .flotilla \) -prune -o -type f \( -path '*/src/main/*' -o -name pom.xml \) -newer "$BUILD_STAMP" -print -quit)" ]
}

build_if_needed() {
    find_jdk
    build_is_fresh || build_all
}

build_all() {
    find_jdk
    local log=$FLOTILLA_ROOT/target/build.log
    mkdir -p "$FLOTILLA_ROOT/target"
    say "building (JDK $JAVA_HOME), log in ${log#"$PWD"/} ..."
    if ! maven -T2 package -DskipTests -Djacoco.skip -Dspotless.check.skip \
        -pl "$(printf '%s,' $SERVICE_MODULES)cli" -am >"$log" 2>&1; then
        tail -n 40 "$log" >&2
        die "the build failed; all of it is in $log"
    fi
    JAVA_HOME=$JAVA_HOME "$FLOTILLA_ROOT/cli/aot.sh" || say "the command line client works without its AOT cache, a little slower"
    touch "$BUILD_STAMP"
    built_now=yes
}
