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
# The bare packages are used without what they depend on, so only they themselves are kept.
compile --no-annotate --output-file bare.all bare.in
awk -v names="$(grep -v '^#' bare.in)" '
    BEGIN { count = split(names, list, "\n"); for (i = 1; i <= count; i++) wanted[list[i]] = 1 }
    /^[a-z]/ { keep = ($1 in wanted) }
    keep { print }
' bare.all > bare.txt
rm bare.all
