# Every tier of tests. It fails when a tier could not run; nothing is skipped in silence.

test_usage() {
    cat <<'U'
Usage: ./flotilla test [--only CLASS[#METHOD][,...]] [MAVEN-OPTION...]
Runs every tier: unit, contract and component tests, local clusters, and the behaviours on real machines (Docker).
  --only CLASS   only these behaviours of system-tests, e.g. --only LostMachineTest
U
}

test_all() {
    local only=
    case ${1:-} in
    -h | --help) test_usage; return ;;
    --only) [ $# -ge 2 ] || die "--only needs a class, e.g. LostMachineTest"; only=$2; shift 2 ;;
    --only=*) only=${1#*=}; shift ;;
    esac
    find_jdk
    etcd_install
    trap docker_release EXIT
    docker_ensure
    command -v docker-compose >/dev/null || install_package docker-compose
    say "JDK $JAVA_HOME, $(etcd --version | head -n 1), $(docker version --format 'Docker Engine {{.Server.Version}}')"
    test_consumers_install
    if [ -n "$only" ]; then
        maven_thorough verify -pl system-tests -am -Dunit.tests.skip -Djacoco.skip -Dspotless.check.skip \
            "-Dit.test=$only" -Dfailsafe.failIfNoSpecifiedTests=false "$@"
        return
    fi
    # Each commit has its own fresh seeds of the simulation: a run that found something can be repeated.
    local commit
    commit=$(git rev-parse --short=12 HEAD 2>/dev/null) && set -- "-Dsimulation.first=$((16#$commit))" "$@"
    # Unit, contract and component tests and the services' packages; then the black-box tests on what was built.
    # A failure in one place hides nothing of the others.
    maven_thorough -T2 --fail-at-end verify "$@"
}

# What follows the cluster's services in the tests: a name client, two load balancers and a web server.
test_consumers_install() {
    command -v dig >/dev/null && command -v haproxy >/dev/null && command -v nginx >/dev/null &&
        command -v python3 >/dev/null && return
    install_programs bind9-dnsutils haproxy nginx-light python3
}
