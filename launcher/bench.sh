# The figures of docs/performance.md, printed afresh.

bench_usage() {
    cat <<'U'
Usage: ./flotilla bench placement|watch|parse|store|cluster|systemd|load [OPTION...]
  placement   JMH: placements per second and the cost of a pass, 100 to 10,000 machines, with and without constraints
  watch       JMH: the registry's watch cache takes a change in and tells its watchers
  parse       JMH: reading a unit file
  store       JMH: durable commits per second, embedded and in etcd of 1 and 3 members
              (what follows is JMH's: -h, -p machines=5000, a benchmark's name ...)
  cluster     a local cluster of three machines: latency of one unit, 300 units, idle cost (--etcd: on three etcd members)
  systemd     three machines with systemd, in containers: units beside what systemctl takes alone on them, what agents and
              sidekicks cost, how soon a lost machine or scheduler is made good (--short: without 1,000 units)
  load        hollow machines by the thousand against the real control plane (--help: sizes, stores, scenarios)
U
}

bench() {
    local what=${1:-} with=
    shift || true
    find_jdk
    case $what in
    placement | watch | parse) ;;
    cluster) bench_options "--etcd" "$@" || return 0 ;;
    systemd)
        bench_options "--short" "$@" || return 0
        trap docker_release EXIT
        docker_ensure
        ;;
    store) etcd_install ;;
    load)
        etcd_install
        with=,registry-service,scheduler-service
        ;;
    -h | --help) bench_usage; return ;;
    *) bench_usage >&2; die "bench needs placement, watch, parse, store, cluster, systemd or load" ;;
    esac
    maven_quick -q -T2 package -pl "benchmarks$with" -am >&2
    case $what in
    placement | watch | parse | store)
        [[ $* == *Benchmark* ]] || set -- "dev.flotilla.benchmarks.$what." "$@"
        exec "$JAVA_HOME/bin/java" -jar "$FLOTILLA_ROOT/benchmarks/target/benchmarks.jar" "$@"
        ;;
    cluster) bench_main cluster.ClusterBenchmark "$FLOTILLA_ROOT" "$@" ;;
    systemd) bench_main systemd.SystemdBenchmark "$FLOTILLA_ROOT" "$@" ;;
    load) bench_main load.LoadBenchmark "$FLOTILLA_ROOT" "$@" ;;
    esac
}

# bench_options KNOWN OPTION...: no build and no run for a slip of the keyboard. Fails when help was asked for.
bench_options() {
    local known=$1 option
    shift
    for option in "$@"; do
        case $option in
        "$known") ;;
        -h | --help) bench_usage; return 1 ;;
        *) bench_usage >&2; die "this benchmark has no option \"$option\", only $known" ;;
        esac
    done
}

# A small collector: the box is to belong to the services.
bench_main() {
    local class=$1
    shift
    "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders --enable-native-access=ALL-UNNAMED \
        --sun-misc-unsafe-memory-access=allow -cp "$FLOTILLA_ROOT/benchmarks/target/benchmarks.jar" \
        "dev.flotilla.benchmarks.$class" "$@"
}
