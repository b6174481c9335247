# shellcheck shell=bash
# A Python for the tests, with the reference implementation of HdrHistogram and Aerospike's client.

# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# Makes the environment once, and exports SPIKEBENCH_PYTHON.
ensure_python_venv() {
    local folder=$root/.build/python log
    local wanted=('hdrhistogram==0.10.3' 'aerospike==19.3.0')
    SPIKEBENCH_PYTHON=$folder/bin/python
    export SPIKEBENCH_PYTHON
    "$SPIKEBENCH_PYTHON" -c 'import hdrh, aerospike' 2>/dev/null && return 0
    say "installing ${wanted[*]} for the tests into $folder"
    mkdir -p "$root/.build"
    log=$(mktemp)
    if ! python3 -m venv --clear "$folder" >"$log" 2>&1 \
        || ! "$folder/bin/pip" install --quiet "${wanted[@]}" </dev/null >>"$log" 2>&1; then
        tail -n 5 "$log" >&2
        rm -f "$log"
        fail "could not install ${wanted[*]} with pip; check the network or the package index"
    fi
    rm -f "$log"
}
