# shellcheck shell=bash
# What must be on the machine before anything is built. Quiet about what already holds.

# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

require_build_packages() {
    require_packages git libjemalloc-dev libzstd-dev zlib1g-dev
}

require_test_packages() {
    require_packages git libjemalloc-dev libzstd-dev zlib1g-dev python3 python3-venv \
        redis-server memcached
}

# What a run starts by itself, if its arguments name it: --target spawn:redis.
#
# On a system that boots, Debian's packages also start a server of their own, at the usual port. It
# is left alone: every server that a run or a test starts has a port that was free.
require_spawned_servers() {
    local argument before=''
    for argument in "$@"; do
        [[ $before == --target ]] && argument=--target=$argument
        case $argument in
        --target=spawn:redis | --target=spawn:redis\?*) require_packages redis-server ;;
        --target=spawn:memcached | --target=spawn:memcached\?*) require_packages memcached ;;
        esac
        before=$argument
    done
}

# Installs the Debian packages that are not there yet.
#
# On another system it only looks for what they contain, and says what is missing.
require_packages() {
    local missing=() package
    for package in "$@"; do
        package_is_present "$package" || missing+=("$package")
    done
    ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

# By content first: that takes a millisecond, and holds wherever the content came from.
package_is_present() {
    case $1 in
    g++ | git | memcached | python3 | redis-server) has_program "$1" && return 0 ;;
    libcuckoo-dev) has_header libcuckoo/cuckoohash_map.hh && return 0 ;;
    libjemalloc-dev) has_header jemalloc/jemalloc.h && return 0 ;;
    libzstd-dev) has_header zstd.h && return 0 ;;
    zlib1g-dev) has_header zlib.h && return 0 ;;
    python3-venv) python3 -c 'import ensurepip, venv' 2>/dev/null && return 0 ;;
    esac
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# An ordinary user's PATH has no folders of servers.
has_program() {
    PATH=$PATH:/usr/local/sbin:/usr/sbin command -v "$1" >/dev/null
}

has_header() {
    [[ -e /usr/include/$1 || -e /usr/local/include/$1 ]]
}

install_packages() {
    local as_root=() by_hand="apt-get install $*"
    command -v apt-get >/dev/null \
        || fail "missing: $* (names as in Debian); this system has no apt-get, so install them by hand"
    if [[ $(id -u) != 0 ]]; then
        command -v sudo >/dev/null \
            || fail "missing: $*; neither root nor sudo is at hand, so run '$by_hand' as root"
        as_root=(sudo)
        [[ -t 0 ]] || as_root+=(-n)
    fi
    say "installing $*"
    apt_get install "$@" && return 0
    # The package lists may be absent (a fresh image) or stale.
    apt_get update && apt_get install "$@" && return 0
    show_apt_log
    fail "could not install $*; check the network, then run '$by_hand' as root"
}

# Runs apt-get without a question and without output; what it says is kept for a failure.
apt_get() {
    local options=(-q -o DPkg::Lock::Timeout=120)
    [[ $1 == install ]] && options+=(-y --no-install-recommends)
    apt_log=${apt_log:-$(mktemp)}
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" "$@" \
        </dev/null >"$apt_log" 2>&1
}

show_apt_log() {
    grep -E '^(E|W|Err|sudo):' "$apt_log" | tail -n 3 >&2 || true
    rm -f "$apt_log"
}

# The package manifest reads with older tools, so they would fail late and unclearly.
require_swift() {
    local wanted=6.3 found
    command -v swift >/dev/null \
        || fail "no Swift toolchain; install Swift $wanted or newer from https://www.swift.org/install"
    found=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+(\.[0-9]+)+).*/\1/p')
    [[ $(printf '%s\n' "$wanted" "${found:-0}" | sort -V | head -n 1) == "$wanted" ]] \
        || fail "Swift ${found:-of an unknown version} is too old; install $wanted or newer from https://www.swift.org/install"
}
