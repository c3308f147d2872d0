# The whole cluster on this machine: registry, two schedulers, machines, gateway.

SCHEDULERS=2

registry_port() { echo $((FLOTILLA_PORT_BASE + ($1 == 1 ? 0 : 60 + 2 * $1))); }
registry_http_port() { echo $((FLOTILLA_PORT_BASE + ($1 == 1 ? 2 : 61 + 2 * $1))); }
scheduler_http_port() { echo $((FLOTILLA_PORT_BASE + 2 + $1)); }
gateway_port() { echo $((FLOTILLA_PORT_BASE + 1)); }
registry_name() { [ "$1" = 1 ] && echo registry || echo "registry-$1"; }

registry_endpoints() {
    local i list=
    for i in $(seq "$REGISTRIES"); do list+=,127.0.0.1:$(registry_port "$i"); done
    echo "${list#,}"
}

# Until cluster_unlock nobody else brings this cluster up, down, or plays its failures.
cluster_lock() {
    mkdir -p "$FLOTILLA_HOME"
    exec 8<"$FLOTILLA_HOME"
    lock_wait 8 "$FLOTILLA_HOME"
    # Another one's down --wipe has taken the folder away meanwhile.
    [ "$FLOTILLA_HOME" -ef /proc/self/fd/8 ] || cluster_lock
}

cluster_unlock() { exec 8<&-; }

cluster_load() {
    MACHINES=3 ETCD=no REGISTRIES=1 RUN_DIR=$FLOTILLA_HOME/machines
    [ ! -f "$FLOTILLA_HOME/cluster" ] || . "$FLOTILLA_HOME/cluster"
}

cluster_save() {
    printf '%s=%q\n' MACHINES "$MACHINES" ETCD "$ETCD" REGISTRIES "$REGISTRIES" RUN_DIR "$RUN_DIR" \
        FLOTILLA_PORT_BASE "$FLOTILLA_PORT_BASE" >"$FLOTILLA_HOME/cluster.new"
    # Whole or not at all: what stands there says where the cluster's state is.
    mv "$FLOTILLA_HOME/cluster.new" "$FLOTILLA_HOME/cluster"
}

up_usage() {
    cat <<'U'
Usage: ./flotilla up [--machines N] [--etcd] [--registries N] [--port-base N] [--detach]
Brings a whole cluster up on this machine, under .flotilla/, listening on loopback only.
  --machines N     machines to run, 1 to 200 (default 3, or as before)
  --etcd           keep the cluster's state in three real etcd members instead of one file
  --registries N   registry replicas, needs --etcd (default 1)
  --port-base N    the first of its ports (default $FLOTILLA_PORT_BASE, 49152, or as before); the gateway has the next one
  --detach         return when everything is ready, and leave it running
Environment: FLOTILLA_HOME (default .flotilla), FLOTILLA_PORT_BASE (default 49152): several clusters side by side.
U
}

cluster_up() {
    local detach=no was_etcd was_base
    case " $* " in *" -h "* | *" --help "*) up_usage; return ;; esac
    cluster_lock
    cluster_load
    was_base=$FLOTILLA_PORT_BASE
    was_etcd=$([ -f "$FLOTILLA_HOME/cluster" ] && echo "$ETCD" || echo new)
    while [ $# -gt 0 ]; do
        case $1 in
        --machines) MACHINES=${2:-}; [ $# -lt 2 ] || shift ;;
        --machines=*) MACHINES=${1#*=} ;;
        --registries) REGISTRIES=${2:-}; [ $# -lt 2 ] || shift ;;
        --registries=*) REGISTRIES=${1#*=} ;;
        --port-base) FLOTILLA_PORT_BASE=${2:-}; [ $# -lt 2 ] || shift ;;
        --port-base=*) FLOTILLA_PORT_BASE=${1#*=} ;;
        --etcd) ETCD=yes ;;
        --detach | -d) detach=yes ;;
        *) up_usage >&2; die "up does not know $1" ;;
        esac
        shift
    done
    [[ $MACHINES =~ ^[0-9]+$ ]] && [ "$MACHINES" -ge 1 ] && [ "$MACHINES" -le 200 ] || die "--machines takes a number from 1 to 200"
    [[ $FLOTILLA_PORT_BASE =~ ^[0-9]+$ ]] && [ "$FLOTILLA_PORT_BASE" -ge 1024 ] && [ "$FLOTILLA_PORT_BASE" -le 65400 ] || die "--port-base takes a number from 1024 to 65400"
    [ "$FLOTILLA_PORT_BASE" = "$was_base" ] || ! service_pid registry >/dev/null || die "this cluster runs with its ports from $was_base on; ./flotilla down first, or use another FLOTILLA_HOME"
    [[ $REGISTRIES =~ ^[1-9]$ ]] || die "--registries takes a number from 1 to 9"
    [ "$REGISTRIES" = 1 ] || [ "$ETCD" = yes ] || die "--registries needs --etcd: the embedded store belongs to one process"
    [ "$was_etcd" = new ] || [ "$was_etcd" = "$ETCD" ] || die "this cluster keeps its state elsewhere (etcd: $was_etcd); ./flotilla down --wipe first, or use another FLOTILLA_HOME"

    build_if_needed
    if [ "$ETCD" = yes ]; then etcd_install; fi
    local fresh=yes
    if service_pid gateway >/dev/null && service_pid registry >/dev/null; then fresh=no; fi
    if [ ! -d "$RUN_DIR" ] || [ "$was_etcd" = new ]; then RUN_DIR=$(choose_run_dir); fi
    cluster_save
    cluster_define
    cluster_shrink
    [ "$detach" = yes ] || trap 'say ""; cluster_lock; cluster_stop; exit 130' INT TERM
    cluster_start
    # What is started may need somebody's help to become ready, or be given up.
    cluster_unlock
    cluster_wait_ready
    cluster_greet
    if [ "$detach" = yes ]; then return; fi
    if [ "$fresh" = no ]; then
        say "(it was running already; ./flotilla down stops it)"
        return
    fi
    say "Ctrl-C stops the cluster."
    while service_pid gateway >/dev/null || service_pid registry >/dev/null; do sleep 1; done
}

cluster_define() {
    local i name etcd=()
    if [ "$ETCD" = yes ]; then
        etcd_define
        etcd=("-Dflotilla.registry.store=etcd" "-Dflotilla.registry.etcd.endpoints=$(etcd_endpoints)")
    else
        etcd=("-Dflotilla.registry.store=embedded" "-Dflotilla.registry.data-dir=$FLOTILLA_HOME/registry")
    fi
    for i in $(seq "$REGISTRIES"); do
        java_service "$(registry_name "$i")" registry-service 512m "${etcd[@]}" \
            "-Dquarkus.grpc.server.host=127.0.0.1" "-Dquarkus.grpc.server.port=$(registry_port "$i")" \
            "-Dquarkus.http.host=127.0.0.1" "-Dquarkus.http.port=$(registry_http_port "$i")"
    done
    for i in $(seq $SCHEDULERS); do
        java_service "scheduler-$i" scheduler-service 192m \
            "-Dflotilla.scheduler.registry=$(registry_endpoints)" "-Dflotilla.scheduler.candidate=scheduler-$i" \
            "-Dquarkus.http.host=127.0.0.1" "-Dquarkus.http.port=$(scheduler_http_port "$i")"
    done
    java_service gateway gateway 192m \
        "-Dflotilla.gateway.registry=$(registry_endpoints)" \
        "-Dquarkus.http.host=127.0.0.1" "-Dquarkus.http.port=$(gateway_port)"
    for name in $(seq -f 'm%.0f' "$MACHINES"); do machine_define "$name"; done
}

# Machines beyond the wanted number are switched off for good.
cluster_shrink() {
    local name
    for name in $(machine_names); do
        if [ "${name#m}" -gt "$MACHINES" ]; then
            service_signal "agent-$name" KILL
            service_signal "sidekick-$name" KILL
            service_wait_gone 10 "agent-$name" "sidekick-$name"
            machine_stop_units "$name"
            rm -rf "$(machine_dir "$name")" "$RUN_DIR/$name" "$(service_dir "agent-$name")" "$(service_dir "sidekick-$name")"
            say "$name is gone"
        fi
    done
}

cluster_start() {
    local i name
    if [ "$ETCD" = yes ]; then
        for i in $(seq $ETCD_MEMBERS); do service_start "etcd-$i" 127.0.0.1 "$(etcd_client_port "$i")"; done
        for i in $(seq $ETCD_MEMBERS); do service_wait_ready "etcd-$i" 127.0.0.1 "$(etcd_client_port "$i")" /health 60; done
    fi
    say "starting registry, $SCHEDULERS schedulers, gateway, $MACHINES machines ..."
    for i in $(seq "$REGISTRIES"); do service_start "$(registry_name "$i")" 127.0.0.1 "$(registry_http_port "$i")"; done
    for i in $(seq $SCHEDULERS); do service_start "scheduler-$i" 127.0.0.1 "$(scheduler_http_port "$i")"; done
    service_start gateway 127.0.0.1 "$(gateway_port)"
    for name in $(seq -f 'm%.0f' "$MACHINES"); do
        service_start "agent-$name" "$(machine_ip "$name")" "$(agent_http_port)"
        service_start "sidekick-$name" "$(machine_ip "$name")" "$(sidekick_port)"
    done
}

cluster_wait_ready() {
    local i name
    for i in $(seq "$REGISTRIES"); do service_wait_ready "$(registry_name "$i")" 127.0.0.1 "$(registry_http_port "$i")" /q/health/ready 90; done
    for i in $(seq $SCHEDULERS); do service_wait_ready "scheduler-$i" 127.0.0.1 "$(scheduler_http_port "$i")" /q/health/ready 90; done
    service_wait_ready gateway 127.0.0.1 "$(gateway_port)" /q/health/ready 90
    for name in $(seq -f 'm%.0f' "$MACHINES"); do
        service_wait_ready "agent-$name" "$(machine_ip "$name")" "$(agent_http_port)" /q/health/ready 120
        service_wait_ready "sidekick-$name" "$(machine_ip "$name")" "$(sidekick_port)" /q/health/ready 120
    done
}

cluster_greet() {
    local cluster=
    [ "$FLOTILLA_HOME" = "$FLOTILLA_ROOT/.flotilla" ] || cluster="FLOTILLA_HOME=$FLOTILLA_HOME "
    cat <<G
The cluster is up.
  gateway    http://127.0.0.1:$(gateway_port)  (fleet's API under /fleet/v1, ours under /v1, /q/openapi, /q/metrics)
  registry   $(registry_endpoints) (gRPC), state in $([ "$ETCD" = yes ] && etcd_endpoints || echo "$FLOTILLA_HOME/registry")
  machines   $(machine_names | head -n "$MACHINES" | while read -r m; do printf '%s=%s ' "$m" "$(machine_ip "$m")"; done)
  logs       ${cluster}./flotilla logs [-f] [SERVICE...]
Try:
  ${cluster}./flotilla list-machines
  ${cluster}./flotilla start examples/shell/apache@1 examples/shell/apache@2
  ${cluster}./flotilla list-units
  ${cluster}./flotilla explain apache@1
  ${cluster}./flotilla dev kill m1     # a machine dies; dev start m1 brings it back
  ${cluster}./flotilla down
G
}

cluster_stop() {
    local names name etcds=()
    say "stopping ..."
    for name in $(machine_names); do machine_signal "$name" CONT; service_signal "agent-$name" KILL; service_signal "sidekick-$name" KILL; done
    for name in $(machine_names); do machine_stop_units "$name"; done
    names=$(service_names | grep -v '^etcd-' || true)
    for name in $names; do service_signal "$name" TERM; done
    # shellcheck disable=SC2086 # names without blanks
    service_wait_gone 10 $names
    for name in $(service_names | grep '^etcd-' || true); do service_signal "$name" TERM; etcds+=("$name"); done
    service_wait_gone 10 "${etcds[@]}"
}

down_usage() {
    cat <<'U'
Usage: ./flotilla down [--wipe]
Stops the cluster. Its state stays for the next up; --wipe forgets it.
U
}

cluster_down() {
    local wipe=no
    case ${1:-} in
    '') ;;
    --wipe) wipe=yes ;;
    -h | --help) down_usage; return ;;
    *) down_usage >&2; die "down does not know $1" ;;
    esac
    cluster_lock
    cluster_load
    cluster_stop
    if [ "$wipe" = no ]; then
        say "stopped; its state stays in $FLOTILLA_HOME (./flotilla up goes on from there, down --wipe forgets it)"
        return
    fi
    case $RUN_DIR in /dev/shm/flotilla-*) rm -rf "$RUN_DIR" ;; esac
    # Only what is ours: somebody may have pointed FLOTILLA_HOME at a folder with more in it.
    rm -rf "$FLOTILLA_HOME"/{cluster,cluster.new,services,machines,registry} "$FLOTILLA_HOME"/etcd-[0-9]
    rmdir "$FLOTILLA_HOME" 2>/dev/null || true
    say "stopped; its state is gone"
}

cluster_ps() {
    local name pid
    for name in $(service_names); do
        pid=$(service_pid "$name") && printf '%-14s %s\n' "$name" "$pid" || printf '%-14s -\n' "$name"
    done
}

cluster_logs() {
    local follow=() files=() name
    for name in "$@"; do
        case $name in
        -f | --follow) follow=(-f) ;;
        -h | --help) say "Usage: ./flotilla logs [-f] [SERVICE...]"; say "services: $(service_names | tr '\n' ' ')"; return ;;
        *)
            [ -f "$(service_dir "$name")/log" ] || die "no service $name; there are: $(service_names | tr '\n' ' ')"
            files+=("$(service_dir "$name")/log")
            ;;
        esac
    done
    if [ ${#files[@]} = 0 ]; then
        for name in $(service_names); do files+=("$(service_dir "$name")/log"); done
    fi
    [ ${#files[@]} -gt 0 ] || die "no cluster here; ./flotilla up"
    exec tail -n 100 "${follow[@]}" "${files[@]}"
}

dev_usage() {
    cat <<'U'
Usage: ./flotilla dev kill|start|freeze MACHINE|SERVICE...
  kill     the plug is pulled: SIGKILL for the agent, the sidekick and all units (or for one service: registry, scheduler-1, etcd-2 ...)
  start    it comes back (after a kill: a new boot; after a freeze: it goes on); does not wait until it is ready
  freeze   nothing of it runs until start, as in a long pause
U
}

cluster_dev() {
    local verb=${1:-} target name
    case $verb in
    kill | start | freeze) shift ;;
    -h | --help) dev_usage; return ;;
    *) dev_usage >&2; die "dev needs kill, start or freeze" ;;
    esac
    [ $# -gt 0 ] || die "dev $verb needs a machine (m1) or a service (registry)"
    cluster_lock
    cluster_load
    find_jdk
    for target in "$@"; do
        if [ -d "$(service_dir "$target")" ]; then
            dev_service "$verb" "$target"
        else
            name=$(machine_resolve "$target") || exit 1
            dev_machine "$verb" "$name"
        fi
    done
}

dev_service() {
    case $1 in
    kill) service_signal "$2" KILL; service_wait_gone 10 "$2" ;;
    start) service_signal "$2" CONT; service_start "$2" ;;
    freeze) service_signal "$2" STOP ;;
    esac
    say "$1: $2"
}

dev_machine() {
    case $1 in
    kill) machine_kill "$2" ;;
    start) machine_signal "$2" CONT; service_start "agent-$2"; service_start "sidekick-$2" ;;
    freeze) machine_signal "$2" STOP ;;
    esac
    say "$1: $2 ($(machine_id "$2" | cut -c1-8), $(machine_ip "$2"))"
}
