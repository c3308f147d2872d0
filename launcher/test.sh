# Every tier of tests. It fails when a tier could not run; nothing is skipped in silence.

test_all() {
    find_jdk
    etcd_install
    say "JDK $JAVA_HOME, $(etcd --version | head -n 1)"
    # Unit, contract and component tests and the services' packages; then the black-box tests on what was built.
    maven -T2 verify "$@"
}
