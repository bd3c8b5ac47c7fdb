#!/bin/sh
# Runs a command with node >= 20: the one on PATH, or else one put into .venv from the package registry of Python.
set -eu

new_enough() {
    command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null
}

if ! new_enough; then
    PATH="$PWD/.venv/bin:$PATH"
    if ! new_enough; then
        echo "No node 20 or newer here; installing one into .venv to build the assets"
        .venv/bin/python -m pip --disable-pip-version-check install -qq --require-hashes --only-binary :all: -r requirements-node.txt
    fi
fi
exec "$@"
