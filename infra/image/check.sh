#!/usr/bin/env bash
# Builds the image from apps/daemon/Dockerfile and tries it as it runs in production. With a Docker engine: the image itself. Without one, as root on
# Debian: buildah, on a base of Debian's packages in place of both bases of the Dockerfile, whose registry such a machine may not reach. All steps of the
# Dockerfile are run there, but the root is writable and the base has a shell.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
name=orderdeck-check-$$
port=$(node -e 'const server = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(server.address().port); server.close(); })')
token=$(head -c 32 /dev/urandom | sha256sum | cut -c 1-64)
environment=("AUTH_TOKENS=check:viewer:$(printf %s "$token" | sha256sum | cut -c 1-64)" PRODUCER_RATE=20 SHIP_DISPATCH_MS=50 SHIP_DELIVER_MS=50)

skip() { echo "SKIPPED the image: $1" && exit 0; }
until_true() { # what, command...
  local what=$1
  shift
  for _ in $(seq 120); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.5
  done
  echo "timed out waiting until $what" && return 1
}
get() { curl -fsS -H "authorization: Bearer $token" "http://127.0.0.1:$port$1"; }
try_it() {
  until_true 'it is ready' get /readyz
  until_true 'an order is delivered' bash -c "curl -fsS -H 'authorization: Bearer $token' 'http://127.0.0.1:$port/api/orders?status=DELIVERED' | grep -q order_id"
  get / | grep -q '<script type="module"'
  if curl -fsS -o /dev/null "http://127.0.0.1:$port/api/orders" 2>/dev/null; then echo 'it serves orders without a token' && return 1; fi
}

with_docker() {
  docker build -f apps/daemon/Dockerfile -t orderdeck:check .
  bash .ci/try-image.sh orderdeck:check
}

with_buildah() {
  # Storage of its own, removed at the end, and no namespaces: it runs where containers cannot.
  buildah() { command buildah --root "$work/storage" --runroot "$work/run" --storage-driver vfs "$@"; }
  cleanup() { buildah rm --all >/dev/null 2>&1 || true; rm -rf "$work"; }
  trap cleanup EXIT
  local base container
  debootstrap --variant=minbase --include=ca-certificates bookworm "$work/base"
  cp node_modules/node-linux-*/bin/node "$work/base/usr/local/bin/node"
  npm install --global --prefix "$work/base/usr/local" "$(node -p 'require("./package.json").packageManager')"
  # What the machine trusts, its proxies' certificates among it.
  cp /etc/ssl/certs/ca-certificates.crt "$work/base/etc/ssl/certs/ca-certificates.crt"
  base=$(buildah from scratch)
  buildah add --quiet "$base" "$work/base" /
  buildah config --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt --env PATH=/usr/local/bin:/usr/bin:/bin "$base"
  buildah commit --quiet --rm "$base" localhost/base
  buildah build --isolation chroot --pull-never --build-arg NODE_IMAGE=localhost/base --build-arg BASE_IMAGE=localhost/base \
    --file apps/daemon/Dockerfile --tag localhost/orderdeck:check .
  container=$(buildah from --pull-never localhost/orderdeck:check)
  buildah config "${environment[@]/#/--env=}" --env "PORT=$port" --env HOST=127.0.0.1 "$container"
  mapfile -t command < <(buildah inspect --type image localhost/orderdeck:check |
    node -e 'const { Entrypoint, Cmd } = JSON.parse(require("node:fs").readFileSync(0, "utf8")).OCIv1.config; console.log([...Entrypoint, ...Cmd].join("\n"))')
  buildah run --isolation chroot --cap-drop all "$container" -- "${command[@]}" &
  local running=$!
  try_it
  pkill -TERM -P "$running" || kill -TERM "$running"
  wait "$running" || { echo "it ended with $? on SIGTERM" && return 1; }
}

if command -v docker >/dev/null && docker info >/dev/null 2>&1; then with_docker
elif [ "$(id -u)" -ne 0 ] || ! command -v buildah >/dev/null || ! command -v debootstrap >/dev/null; then
  skip 'no Docker engine is running, and buildah and debootstrap are not installed, or this is not root'
else with_buildah; fi
echo 'the image was built, became ready, delivered an order, and ended on SIGTERM'
