#!/bin/sh
# Writes the lock files: exact versions with hashes for every platform, and no registry address.
set -eu

python_lock() {
    output=$1
    shift
    .venv/bin/uv pip compile pyproject.toml "$@" --output-file "$output" --quiet --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-header
}

python_lock requirements.txt --group build "$@"
python_lock requirements-dev.txt --group build --group dev --constraint requirements.txt "$@"
.venv/bin/uv pip compile --group node --output-file requirements-node.txt --quiet --universal --python-version 3.11 \
    --generate-hashes --no-emit-index-url --no-header "$@"
case " $* " in *" --upgrade "*) sh tools/with_node.sh npm update --silent ;; *) sh tools/with_node.sh npm install --package-lock-only --silent ;; esac
