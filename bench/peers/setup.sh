#!/usr/bin/env bash
# Installs what `npm run bench` compares with into the virtual environment that DOMAINLENS_PEERS names (default: bench/peers/.venv).
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
venv="${DOMAINLENS_PEERS:-$here/.venv}"
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/pip" install --requirement "$here/requirements.txt"
# FuxiCTR pins old versions of the others: where it cannot be installed the table says so.
"$venv/bin/pip" install --no-deps fuxictr || echo "FuxiCTR is not installed"
