# shellcheck shell=bash
# A Python with the reference implementation of HdrHistogram, for the tests.

# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# Makes the environment once, and exports SPIKEBENCH_PYTHON.
ensure_python_venv() {
    local folder=$root/.build/python wanted='hdrhistogram==0.10.3' log
    SPIKEBENCH_PYTHON=$folder/bin/python
    export SPIKEBENCH_PYTHON
    "$SPIKEBENCH_PYTHON" -c 'import hdrh' 2>/dev/null && return 0
    say "installing $wanted for the tests into $folder"
    mkdir -p "$root/.build"
    log=$(mktemp)
    if ! python3 -m venv --clear "$folder" >"$log" 2>&1 \
        || ! "$folder/bin/pip" install --quiet "$wanted" </dev/null >>"$log" 2>&1; then
        tail -n 5 "$log" >&2
        rm -f "$log"
        fail "could not install $wanted with pip; check the network or the package index"
    fi
    rm -f "$log"
}
