# The command line client, started as fast as a JVM can.

cli_exec() {
    local jar=$FLOTILLA_ROOT/cli/target/flotilla-cli.jar aot=()
    find_jdk
    if [ ! -f "$jar" ]; then
        . "$FLOTILLA_ROOT/launcher/build.sh"
        build_all
    fi
    # A cache of another build would only be complained about.
    [ "$FLOTILLA_ROOT/cli/target/flotilla-cli.aot" -nt "$jar" ] && aot=("-XX:AOTCache=$FLOTILLA_ROOT/cli/target/flotilla-cli.aot")
    if [ -f "$FLOTILLA_HOME/cluster" ]; then
        # The local cluster may live on other ports than the default.
        FLOTILLA_PORT_BASE=$(sed -n 's/^FLOTILLA_PORT_BASE=//p' "$FLOTILLA_HOME/cluster")
        export FLOTILLA_PORT_BASE
    fi
    exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "${aot[@]}" -jar "$jar" "$@"
}
