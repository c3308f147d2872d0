# How the launcher speaks: progress on standard error, so that standard output stays for results.

say() { printf '%s\n' "$*" >&2; }

die() {
    printf 'flotilla: %s\n' "$*" >&2
    exit 1
}

# Somebody else's may be at work.
apt_get() { DEBIAN_FRONTEND=noninteractive apt-get -y -qq -o DPkg::Lock::Timeout=120 "$@"; }

# install_package PACKAGE...: Debian packages, when we may; words when we may not.
install_package() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "installing $* (apt-get)"
        apt_get install "$@" >/dev/null 2>&1 && return
        apt_get update >/dev/null 2>&1 || true
        apt_get install "$@" >/dev/null || die "apt-get install $* failed"
    else
        die "needs $*: install it (Debian: sudo apt-get install $*) and call again"
    fi
}

# install_programs PACKAGE...: the programs are wanted, not their daemons on the machine's ports.
install_programs() {
    local policy=/usr/sbin/policy-rc.d
    if [ "$(id -u)" != 0 ] || [ -e $policy ]; then
        install_package "$@"
        return
    fi
    (
        # However this ends: with the file left there no package could start its daemon any more.
        trap 'rm -f $policy' EXIT
        printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy
        install_package "$@"
    )
}
