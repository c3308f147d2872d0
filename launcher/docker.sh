# A Docker engine: the one that answers, or on a bare Debian box one of our own, with its data under FLOTILLA_DOCKER_HOME,
# that is stopped again with docker_release. A box without an init system is enough.

FLOTILLA_DOCKER_HOME=${FLOTILLA_DOCKER_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/flotilla/docker}
DOCKER_PID_FILE=/run/flotilla-docker.pid
docker_started=no docker_pid=

docker_answers() { command -v docker >/dev/null && docker version >/dev/null 2>&1; }

docker_ensure() {
    docker_answers && return
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        die "no Docker engine answers, and only root on Debian can be helped to one.
  Debian/Ubuntu:  sudo apt-get install docker.io debootstrap iptables && sudo systemctl start docker
  elsewhere:      install Docker, and make sure that \`docker version\` works for this user"
    fi
    command -v dockerd >/dev/null && command -v iptables >/dev/null || install_package docker.io iptables
    docker_answers || docker_start
}

docker_start() {
    local log=$FLOTILLA_DOCKER_HOME/log deadline=$((SECONDS + 60))
    [ ! -S /run/docker.sock ] || say "replacing the socket of a Docker engine that does not answer"
    mkdir -p "$FLOTILLA_DOCKER_HOME/data" /run/flotilla-docker
    rm -f "$DOCKER_PID_FILE"
    say "starting a Docker engine, its data in $FLOTILLA_DOCKER_HOME/data ..."
    setsid dockerd --data-root "$FLOTILLA_DOCKER_HOME/data" --exec-root /run/flotilla-docker -H unix:///run/docker.sock \
        --pidfile "$DOCKER_PID_FILE" </dev/null >>"$log" 2>&1 &
    docker_pid=$!
    disown
    docker_started=yes
    until docker_answers; do
        if [ $SECONDS -ge $deadline ] || ! kill -0 "$docker_pid" 2>/dev/null; then
            tail -n 20 "$log" >&2
            die "this box cannot run a Docker engine (its log: $log). It needs root with CAP_SYS_ADMIN and CAP_NET_ADMIN,
  cgroups and overlayfs; or point DOCKER_HOST at an engine that works"
        fi
        sleep 0.2
    done
}

# Stops the engine if this call of the launcher has started it.
docker_release() {
    [ "$docker_started" = yes ] || return 0
    docker_started=no
    say "stopping the Docker engine"
    kill "$docker_pid" 2>/dev/null || true
    # Who comes next is not to meet one that is going.
    local deadline=$((SECONDS + 30))
    while [ $SECONDS -lt $deadline ] && kill -0 "$docker_pid" 2>/dev/null; do sleep 0.1; done
}
