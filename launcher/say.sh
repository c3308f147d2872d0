# How the launcher speaks: progress on standard error, so that standard output stays for results.

say() { printf '%s\n' "$*" >&2; }

die() {
    printf 'flotilla: %s\n' "$*" >&2
    exit 1
}

# install_package PACKAGE...: Debian packages, when we may; words when we may not.
install_package() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "installing $* (apt-get)"
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null 2>&1 && return
        apt-get update -qq >/dev/null 2>&1 || true
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null || die "apt-get install $* failed"
    else
        die "needs $*: install it (Debian: sudo apt-get install $*) and call again"
    fi
}
