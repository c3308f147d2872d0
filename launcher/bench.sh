# The figures of docs/performance.md, printed afresh.

bench_usage() {
    cat <<'U'
Usage: ./flotilla bench placement|cluster [--etcd]
  placement   JMH: placements per second, alone
  cluster     a local cluster of three machines: latency of one unit, 300 units, idle cost (--etcd: on three etcd members)
U
}

bench() {
    local what=${1:-}
    shift || true
    find_jdk
    case $what in
    placement | cluster) ;;
    -h | --help) bench_usage; return ;;
    *) bench_usage >&2; die "bench needs placement or cluster" ;;
    esac
    maven -q -T2 package -DskipTests -Djacoco.skip -Dspotless.check.skip -pl benchmarks -am >&2
    if [ "$what" = placement ]; then
        exec "$JAVA_HOME/bin/java" -jar "$FLOTILLA_ROOT/benchmarks/target/benchmarks.jar" "$@"
    fi
    exec "$JAVA_HOME/bin/java" -cp "$FLOTILLA_ROOT/benchmarks/target/benchmarks.jar" dev.flotilla.benchmarks.cluster.ClusterBenchmark "$FLOTILLA_ROOT" "$@"
}
