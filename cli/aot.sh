#!/usr/bin/env bash
# Makes the AOT cache that lets the command start in half the time: classes parsed, linked and laid out beforehand.
# It belongs to one JDK and one jar; with another the JVM goes on without it.
# Usage: cli/aot.sh [JAVA_HOME]
set -euo pipefail

target=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)/target
java=${1:-${JAVA_HOME:?say which JDK: JAVA_HOME, or the first argument}}/bin/java
log=$target/flotilla-cli.aot.log
made=$target/flotilla-cli.aot.$$

# Written beside and moved: a command that starts meanwhile sees the old cache or the new one.
if ! "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:AOTCacheOutput="$made" \
    -cp "$target/flotilla-cli.jar" dev.flotilla.cli.training.TrainingRun >"$log" 2>&1; then
    rm -f "$made"
    cat "$log" >&2
    exit 1
fi
mv "$made" "$target/flotilla-cli.aot"
