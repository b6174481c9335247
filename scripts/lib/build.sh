# shellcheck shell=bash
# The release build that measures, made only when something changed.

# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# The one place of these flags. Without cross-module optimisation the same loop in another module
# takes 40 times longer, and the flag must reach the dependencies, so no target can set it itself.
# Exclusive access to stored properties is checked by every test, and not while measuring: the checks
# took a tenth of the processor time of a request to Redis at pipeline 16.
release_flags=(-c release -Xswiftc -cross-module-optimization -Xswiftc -enforce-exclusivity=unchecked
    -Xcc -march=native)

# A folder of its own, so that no other build replaces the measured one.
measured_build=$root/.build/measured
spikebench_binary=$measured_build/release/spikebench
build_stamp=$measured_build/stamp

# Builds when the sources are newer than the last build; one at a time.
build_if_needed() {
    is_built && return 0
    require_swift
    mkdir -p "$measured_build"
    (
        flock 9
        is_built || build_now
    ) 9>"$measured_build/lock"
}

# Whether nothing that the build reads has changed since it began.
#
# A file that is removed or renamed changes its folder's time, so folders are looked at too.
is_built() {
    [[ -x $spikebench_binary && -f $build_stamp ]] || return 1
    [[ -z $(find "$root/Package.swift" "$root/Sources" "$root/Workloads" \
        "$root/scripts/lib/build.sh" -newer "$build_stamp" -print -quit) ]]
}

# The stamp has the time of the build's start: what changes meanwhile is built the next time.
build_now() {
    local log=$measured_build/log
    if [[ -x $spikebench_binary ]]; then
        say "building what changed…"
    else
        say "building (the first time takes a minute or two)…"
    fi
    touch "$build_stamp.new"
    if ! swift build --package-path "$root" --scratch-path "$measured_build" \
        "${release_flags[@]}" --product spikebench </dev/null >"$log" 2>&1; then
        cat "$log" >&2
        fail "the build failed; its output is above and in $log"
    fi
    mv "$build_stamp.new" "$build_stamp"
}
