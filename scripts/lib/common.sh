# shellcheck shell=bash
# What every script here needs: where the repository is, and one line of news, good or bad.

# shellcheck disable=SC2034 # used by the files that source this one
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# On standard error: standard output is for results.
say() {
    printf '%s\n' "$*" >&2
}

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}
