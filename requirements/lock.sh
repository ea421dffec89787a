#!/usr/bin/env bash
# Resolves every lock file anew; all other versions follow dev.txt.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=.venv/bin/uv
export UV_CUSTOM_COMPILE_COMMAND="make lock"
flags=(--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links -q "$@")
"$uv" pip compile pyproject.toml --extra imaging --group dev "${flags[@]}" -o requirements/dev.txt
"$uv" pip compile pyproject.toml --extra imaging --group stack "${flags[@]}" -c requirements/dev.txt -o requirements/stack.txt
"$uv" pip compile pyproject.toml "${flags[@]}" -c requirements/dev.txt -o requirements/layer-deps.txt
"$uv" pip compile requirements/imaging.in "${flags[@]}" -c requirements/dev.txt -o requirements/layer-imaging.txt
"$uv" pip compile requirements/uv.in "${flags[@]}" -o requirements/uv.txt
"$uv" pip compile requirements/clients.in "${flags[@]}" -o requirements/clients.txt
for name in endpoint endpoint-test; do
  "$uv" pip compile "requirements/$name.in" "${flags[@]}" -c requirements/dev.txt --override requirements/no-torch.in -o "requirements/$name.txt"
done
.venv/bin/python requirements/wheels.py "$uv"
