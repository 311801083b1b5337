#!/usr/bin/env bash
# Locks requirements/*.in by hash, without addresses. Needs pip-tools on PATH (make lock).
set -euo pipefail
cd "$(dirname "$0")/../requirements"
compile() {
    pip-compile --quiet --generate-hashes --no-header --strip-extras --allow-unsafe \
        --no-emit-index-url --no-emit-find-links --no-emit-trusted-host "$@" 2>/dev/null
}
for layer in build runtime demo dev web; do
    compile --output-file "$layer.txt" "$layer.in"
done
# The bare packages are used without what they depend on.
python ../tools/lock_bare.py bare.in bare.txt
