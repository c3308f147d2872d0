# The command line client, started as fast as a JVM can.

cli_exec() {
    local jar=$FLOTILLA_ROOT/cli/target/flotilla-cli.jar aot=()
    find_jdk
    if [ ! -f "$jar" ]; then
        . "$FLOTILLA_ROOT/launcher/build.sh"
        build_if_needed
    fi
    # A cache of another build, or of another JDK, is of no use; of the latter the JVM would complain on standard output.
    [ "$FLOTILLA_ROOT/cli/target/flotilla-cli.aot" -nt "$jar" ] && aot=("-XX:AOTCache=$FLOTILLA_ROOT/cli/target/flotilla-cli.aot")
    if [ -f "$FLOTILLA_HOME/cluster" ]; then
        # The local cluster may live on other ports than the default.
        FLOTILLA_PORT_BASE=$(sed -n 's/^FLOTILLA_PORT_BASE=//p' "$FLOTILLA_HOME/cluster")
        export FLOTILLA_PORT_BASE
    fi
    exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "${aot[@]}" -Xlog:disable -Xlog:all=error:stderr -jar "$jar" "$@"
}
