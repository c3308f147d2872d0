# The whole control plane on a virtual clock.

simulate() {
    find_jdk
    local target=$FLOTILLA_ROOT/simulation/target
    if [ ! -f "$target/classpath" ] || [ ! -f "$target/classes/dev/flotilla/simulation/Simulate.class" ] || [ -n "$(find "$FLOTILLA_ROOT" \( -name target -o -name .git -o -name .flotilla \) -prune -o -type f -path '*/src/main/*' -newer "$target/classpath" -print -quit)" ]; then
        say "building the simulation ..."
        # The simulation is the last of them: its classpath is what the file holds in the end.
        maven_quick -q package dependency:build-classpath \
            -pl simulation -am -Dmdep.outputFile="$target/classpath.new" -Dmdep.includeScope=runtime >&2
        mv "$target/classpath.new" "$target/classpath"
    fi
    exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC --sun-misc-unsafe-memory-access=allow \
        -cp "$target/classes:$(cat "$target/classpath")" dev.flotilla.simulation.Simulate "$@"
}
