# Three real etcd members on loopback, for `up --etcd`.

ETCD_MEMBERS=3

etcd_install() {
    command -v etcd >/dev/null || install_programs etcd-server etcd-client
}

etcd_client_port() { echo $((FLOTILLA_PORT_BASE + 80 + 2 * $1)); }
etcd_peer_port() { echo $((FLOTILLA_PORT_BASE + 81 + 2 * $1)); }

etcd_endpoints() {
    local i list=
    for i in $(seq $ETCD_MEMBERS); do list+=,http://127.0.0.1:$(etcd_client_port "$i"); done
    echo "${list#,}"
}

etcd_define() {
    local i cluster=
    for i in $(seq $ETCD_MEMBERS); do cluster+=,etcd-$i=http://127.0.0.1:$(etcd_peer_port "$i"); done
    for i in $(seq $ETCD_MEMBERS); do
        service_define "etcd-$i" env ETCD_UNSUPPORTED_ARCH="$(uname -m | sed 's/aarch64/arm64/')" etcd --name "etcd-$i" \
            --data-dir "$FLOTILLA_HOME/etcd-$i" --auto-compaction-mode periodic --auto-compaction-retention 1h \
            --listen-client-urls "http://127.0.0.1:$(etcd_client_port "$i")" \
            --advertise-client-urls "http://127.0.0.1:$(etcd_client_port "$i")" \
            --listen-peer-urls "http://127.0.0.1:$(etcd_peer_port "$i")" \
            --initial-advertise-peer-urls "http://127.0.0.1:$(etcd_peer_port "$i")" \
            --initial-cluster "${cluster#,}" --initial-cluster-token "flotilla-$FLOTILLA_PORT_BASE"
    done
}
