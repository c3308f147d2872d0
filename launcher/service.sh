# Starts, watches and stops one service process. Everything about NAME is under $FLOTILLA_HOME/services/NAME:
# pid, log, and the command that started it, so that it can be started again as it was.

JVM_FLAGS="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=0.1 -XX:+UseCompactObjectHeaders -Xss512k --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Djava.util.logging.manager=org.jboss.logmanager.LogManager"

service_dir() { echo "$FLOTILLA_HOME/services/$1"; }

# The process is the one we started, not another with its number.
service_pid() {
    local dir pid
    dir=$(service_dir "$1")
    pid=$(cat "$dir/pid" 2>/dev/null) || return 1
    [ -n "$pid" ] && [ -r "/proc/$pid/environ" ] || return 1
    { tr '\0' '\n' <"/proc/$pid/environ"; } 2>/dev/null | grep -qxF "FLOTILLA_SERVICE=$dir" || return 1
    echo "$pid"
}

service_names() { (cd "$FLOTILLA_HOME/services" 2>/dev/null && ls -d -- * 2>/dev/null) || true; }

# service_define NAME COMMAND...: remembers how to start it.
service_define() {
    local dir
    dir=$(service_dir "$1")
    shift
    mkdir -p "$dir"
    printf '%q ' "$@" >"$dir/command"
}

# service_start NAME [HOST PORT]: where its health is to be asked for; who answers there already is another.
service_start() {
    local dir
    dir=$(service_dir "$1")
    if service_pid "$1" >/dev/null; then return; fi
    if [ $# -gt 1 ] && listens "$2" "$3"; then
        die "$1 is to have the port $2:$3, and something listens there (another cluster? take it down, or use another --port-base; ./flotilla down stops what was started)"
    fi
    # A session of its own: Ctrl-C at our terminal is ours to answer.
    FLOTILLA_SERVICE=$dir setsid bash -c "exec $(cat "$dir/command")" </dev/null >>"$dir/log" 2>&1 8<&- &
    echo $! >"$dir/pid"
    disown # its end is not our shell's news
}

service_signal() {
    local pid
    pid=$(service_pid "$1") || return 0
    kill "-$2" "$pid" 2>/dev/null || true
}

# service_wait_gone SECONDS NAME...: after that long they are killed.
service_wait_gone() {
    local deadline=$((SECONDS + $1)) name
    shift
    for name in "$@"; do
        while service_pid "$name" >/dev/null; do
            if [ $SECONDS -ge $deadline ]; then service_signal "$name" KILL; fi
            sleep 0.05
        done
        rm -f "$(service_dir "$name")/pid"
    done
}

# java_service NAME MODULE HEAP OPTION...: a Quarkus fast-jar of ours; what SERVICE_ENV holds goes into its environment.
SERVICE_ENV=()
java_service() {
    local name=$1 module=$2 heap=$3 app
    shift 3
    app=$FLOTILLA_ROOT/$module/target/quarkus-app
    # shellcheck disable=SC2086 # the flags are words
    service_define "$name" env "${SERVICE_ENV[@]}" "$JAVA_HOME/bin/java" $JVM_FLAGS "-Xmx$heap" "$@" -jar "$app/quarkus-run.jar"
}

listens() { (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; }

# http_ok HOST PORT PATH: a GET answers 200. No curl needed.
http_ok() {
    local status
    exec 3<>"/dev/tcp/$1/$2" || return 1
    printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "$3" "$1" >&3
    read -r -t 5 _ status _ <&3 || status=0
    exec 3>&-
    [ "$status" = 200 ]
} 2>/dev/null

# service_wait_ready NAME HOST PORT PATH SECONDS
service_wait_ready() {
    local deadline=$((SECONDS + $5))
    until http_ok "$2" "$3" "$4"; do
        service_pid "$1" >/dev/null || { tail -n 30 "$(service_dir "$1")/log" >&2; die "$1 ended while starting; its log is $(service_dir "$1")/log (./flotilla down stops the others)"; }
        [ $SECONDS -lt $deadline ] || { tail -n 30 "$(service_dir "$1")/log" >&2; die "$1 is not ready after $5 s; its log is $(service_dir "$1")/log"; }
        sleep 0.1
    done
}
