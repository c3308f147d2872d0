# The local cluster's machines: each an agent with the process runtime, an address of its own on loopback, a machine
# id, and metadata as in the articles. Everything a machine runs carries FLOTILLA_MACHINE_ID in its environment: that
# is how a whole machine can be killed, frozen and thawed.

machine_dir() { echo "$FLOTILLA_HOME/machines/$1"; }

# What an agent keeps for as long as the machine is up belongs in memory, as /run is on a real machine: a busy disk would
# hold up every start. Without enough of a memory file system of our own it is with the rest.
choose_run_dir() {
    local dir free
    free=$(df -kP /dev/shm 2>/dev/null | awk 'NR == 2 && $1 == "tmpfs" { print $4 }')
    if [ "${free:-0}" -ge 1048576 ] && dir=$(mktemp -d "/dev/shm/flotilla-XXXXXXXX" 2>/dev/null); then
        echo "$dir"
    else
        echo "$FLOTILLA_HOME/machines"
    fi
}

# The machine's /run: gone when it is switched off.
machine_run_dir() { echo "${RUN_DIR:?}/$1/run"; }
machine_ip() { echo "127.0.1.${1#m}"; }
agent_http_port() { echo $((FLOTILLA_PORT_BASE + 11)); }
sidekick_port() { echo $((FLOTILLA_PORT_BASE + 12)); }
dns_port() { echo $((FLOTILLA_PORT_BASE + 101)); }
machine_names() { (cd "$FLOTILLA_HOME/machines" 2>/dev/null && ls -d m* | sort -V) || true; }
machine_id() { cat "$(machine_dir "$1")/machine-id"; }

new_id() { tr -d - </proc/sys/kernel/random/uuid; }

machine_metadata() {
    local n=${1#m}
    printf 'disk=ssd,host=service_%02d,group=hw_webservers,zone=z%d' "$n" "$((1 + (n - 1) % 3))"
}

machine_define() {
    local name=$1 n=${1#m} dir ip id
    dir=$(machine_dir "$name")
    ip=$(machine_ip "$name")
    mkdir -p "$dir"
    [ -s "$dir/machine-id" ] || new_id >"$dir/machine-id"
    [ -s "$dir/boot-id" ] || new_id >"$dir/boot-id"
    id=$(cat "$dir/machine-id")
    # What units may pass on (PassEnvironment=): how to announce a unit here, and to whom.
    local SERVICE_ENV=("FLOTILLA_SIDEKICK=$ip:$(sidekick_port)" "FLOTILLA_BIN=$FLOTILLA_ROOT/flotilla")
    java_service "agent-$name" agent-service 96m \
        "-Dflotilla.agent.registry=$(registry_endpoints)" \
        "-Dflotilla.agent.machine-id=$id" \
        "-Dflotilla.agent.boot-id=$(cat "$dir/boot-id")" \
        "-Dflotilla.agent.public-ip=$ip" \
        "-Dflotilla.agent.metadata=${FLOTILLA_METADATA:-$(machine_metadata "$name")}" \
        "-Dflotilla.agent.data-dir=$dir/data" \
        "-Dflotilla.agent.run-dir=$(machine_run_dir "$name")" \
        "-Dflotilla.agent.runtime=process" \
        "-Dquarkus.grpc.server.host=$ip" "-Dquarkus.grpc.server.port=$((FLOTILLA_PORT_BASE + 10))" \
        "-Dquarkus.http.host=$ip" "-Dquarkus.http.port=$(agent_http_port)"
    SERVICE_ENV=()
    # One engine for all of them: containers without a unit are the first machine's.
    java_service "sidekick-$name" discovery-sidekick 64m \
        "-Dflotilla.sidekick.registry=$(registry_endpoints)" \
        "-Dflotilla.sidekick.agent=$ip:$((FLOTILLA_PORT_BASE + 10))" \
        "-Dflotilla.sidekick.docker.containers=$([ "$n" = 1 ] && echo marked || echo none)" \
        "-Dflotilla.sidekick.dns.enabled=true" "-Dflotilla.sidekick.dns.listen=$ip:$(dns_port)" \
        "-Dquarkus.http.host=$ip" "-Dquarkus.http.port=$(sidekick_port)"
}

# Accepts m2, an address, or the beginning of a machine id.
machine_resolve() {
    local name
    for name in $(machine_names); do
        case "$(machine_id "$name")" in "$1"*) echo "$name"; return ;; esac
        if [ "$name" = "$1" ] || [ "$(machine_ip "$name")" = "$1" ]; then echo "$name"; return; fi
    done
    die "no machine $1; there are: $(machine_names | tr '\n' ' ')"
}

# Every process of the machine's units, and their children: found by the mark in their environment.
machine_unit_pids() {
    local id
    id=$(machine_id "$1")
    grep -lszxF "FLOTILLA_MACHINE_ID=$id" /proc/[0-9]*/environ 2>/dev/null | sed -n 's,/proc/\([0-9]*\)/environ,\1,p' || true
}

# machine_signal NAME SIGNAL: the agent first, so that it cannot mend what we break; then who would tell of it.
machine_signal() {
    local pids
    service_signal "agent-$1" "$2"
    service_signal "sidekick-$1" "$2"
    pids=$(machine_unit_pids "$1")
    # shellcheck disable=SC2086 # a list of numbers
    [ -z "$pids" ] || kill "-$2" $pids 2>/dev/null || true
}

# The plug is pulled: nothing of the machine is left, and what it had in /run is gone.
machine_kill() {
    local deadline=$((SECONDS + 10))
    while :; do
        machine_signal "$1" KILL
        if [ -z "$(machine_unit_pids "$1")" ] && ! service_pid "agent-$1" >/dev/null && ! service_pid "sidekick-$1" >/dev/null; then break; fi
        [ $SECONDS -lt $deadline ] || die "processes of $1 do not die: $(machine_unit_pids "$1" | tr '\n' ' ')"
    done
    rm -rf "$(service_dir "agent-$1")/pid" "$(service_dir "sidekick-$1")/pid" "$(machine_run_dir "$1")"
    new_id >"$(machine_dir "$1")/boot-id"
    machine_define "$1"
}

# The machine is switched off in good order: its units get SIGTERM, then what is left is killed.
machine_stop_units() {
    local deadline=$((SECONDS + 5)) pids
    pids=$(machine_unit_pids "$1")
    # shellcheck disable=SC2086 # a list of numbers
    [ -z "$pids" ] || kill -TERM $pids 2>/dev/null || true
    while pids=$(machine_unit_pids "$1") && [ -n "$pids" ]; do
        # shellcheck disable=SC2086 # a list of numbers
        [ $SECONDS -lt $deadline ] || kill -KILL $pids 2>/dev/null || true
        sleep 0.1
    done
    rm -rf "$(machine_run_dir "$1")"
    new_id >"$(machine_dir "$1")/boot-id"
}
