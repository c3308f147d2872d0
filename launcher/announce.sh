# `flotilla announce`: a shell that holds a connection to its machine's sidekick for as long as it lives. No JVM: one of
# these runs beside every instance that is announced this way.

SIDEKICK_PORT_OFFSET=12

announce_usage() {
    cat <<'U'
Usage: flotilla announce --service NAME --instance NAME --port PORT [OPTION...]
Announces where a service can be reached, until it is stopped: for a unit that is bound to the one it announces.
  --service NAME    of the service: website
  --instance NAME   of this instance of it: apache@1
  --port PORT       at which it is reached
  --host HOST       at which it is reached (default: the machine's public IP)
  --version TEXT    goes with it
  --tags A,B        go with it
  --attr KEY=VALUE  goes with it; may be given several times
  --ttl SECONDS     the record is gone so long after the machine is (default 15)
  --interval SECONDS  how often the announcer shows that it lives, less than the TTL (default: a third of it)
  --sidekick HOST:PORT  the machine's sidekick (default: $FLOTILLA_SIDEKICK, else port 49164 of this machine)
U
}

announce_default_sidekick() {
    local base=$FLOTILLA_PORT_BASE
    if [ -n "${FLOTILLA_SIDEKICK:-}" ]; then
        echo "$FLOTILLA_SIDEKICK"
        return
    fi
    if [ -f "$FLOTILLA_HOME/cluster" ]; then base=$(sed -n 's/^FLOTILLA_PORT_BASE=//p' "$FLOTILLA_HOME/cluster"); fi
    # Units of a local cluster's machine know its address.
    echo "${FLOTILLA_MACHINE_IP:-127.0.0.1}:$((base + SIDEKICK_PORT_OFFSET))"
}

announce() {
    local service='' instance='' port='' host='' version='' tags='' attrs=() ttl=15 interval='' sidekick='' said=no
    while [ $# -gt 0 ]; do
        case $1 in
        -h | --help) announce_usage; return ;;
        --service | --instance | --port | --host | --version | --tags | --attr | --ttl | --interval | --sidekick)
            [ $# -ge 2 ] || die "$1 needs a value"
            if [ "$1" = --attr ]; then attrs+=("$2"); else printf -v "${1#--}" %s "$2"; fi
            shift
            ;;
        --*=*)
            set -- "${1%%=*}" "${1#*=}" "${@:2}"
            continue
            ;;
        *) announce_usage >&2; die "announce does not know $1" ;;
        esac
        shift
    done
    local name
    for name in service instance port; do [ -n "${!name}" ] || die "announce needs --$name"; done
    for name in port ttl; do [[ ${!name} =~ ^[0-9]+$ ]] || die "--$name is a number, not ${!name}"; done
    interval=${interval:-$(((ttl + 2) / 3))}
    [[ $interval =~ ^[0-9]+$ ]] && [ "$interval" -ge 1 ] && [ "$interval" -lt "$ttl" ] || die "--interval is a number of seconds less than the TTL of $ttl, not $interval"
    [[ $service$instance$host$version$tags${attrs[*]-} != *[$'\r\n']* ]] || die "line breaks cannot be announced"
    [ -n "$sidekick" ] || sidekick=$(announce_default_sidekick)
    trap '' PIPE
    while :; do
        if { exec 3<>"/dev/tcp/${sidekick%:*}/${sidekick##*:}"; } 2>/dev/null; then
            said=no
            announce_hold || true
            exec 3>&-
        elif [ "$said" = no ]; then
            said=yes
            say "the sidekick at $sidekick does not answer; trying on"
        fi
        sleep 1
    done
}

# One connection, until it ends. The sidekick takes the record back when that is because we did.
announce_hold() {
    local attr line status=0
    {
        printf 'POST /v1/announcements HTTP/1.1\r\nHost: sidekick\r\nTransfer-Encoding: chunked\r\n'
        printf 'Flotilla-Service: %s\r\nFlotilla-Instance: %s\r\nFlotilla-Port: %s\r\nFlotilla-TTL: %s\r\n' "$service" "$instance" "$port" "$ttl"
        [ -z "$host" ] || printf 'Flotilla-Host: %s\r\n' "$host"
        [ -z "$version" ] || printf 'Flotilla-Version: %s\r\n' "$version"
        [ -z "$tags" ] || printf 'Flotilla-Tags: %s\r\n' "$tags"
        for attr in "${attrs[@]}"; do printf 'Flotilla-Attr: %s\r\n' "$attr"; done
        printf '\r\n'
    } >&3 2>/dev/null || return 1
    read -r -t 10 _ status _ <&3 || return 1
    while read -r -t 10 line <&3 && [ -n "${line%$'\r'}" ]; do :; done
    if [ "$status" = 400 ]; then
        read -r -t 10 line <&3 || true
        die "${line:-the sidekick refuses it}"
    fi
    [ "$status" = 200 ] || return 1
    say "announcing $service/$instance on port $port"
    while :; do
        # A timeout is above 128: time to show that we live. Anything else is the end.
        if read -r -t "$interval" line <&3; then
            # What the registry does not publish now it will not in a second; whoever started us is to know why.
            [[ $line != 'refused: '* ]] || die "$service/$instance is not published: ${line#refused: }"
            [ "$line" != 0$'\r' ] || return 1 # the answer's end: nobody holds the record any more
            continue
        elif [ $? -le 128 ]; then
            return 1
        fi
        printf '1\r\n\n\r\n' >&3 2>/dev/null || return 1
    done
}
