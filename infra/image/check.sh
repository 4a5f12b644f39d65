#!/usr/bin/env bash
# Builds the image from apps/daemon/Dockerfile and tries it as it runs in production. With a Docker engine: the image itself. Without one, as root on
# Debian: buildah, on a base of Debian's packages in place of both bases of the Dockerfile, whose registry such a machine may not reach. All steps of the
# Dockerfile are run there, but the root is writable and the base has a shell. Exits with 77 where neither is possible.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
tag=orderdeck-check:$$
running=
trap cleanup EXIT
cleanup() { rm -rf "$work"; }

with_docker() {
  cleanup() { docker image rm --force "$tag" >/dev/null 2>&1 || true; rm -rf "$work"; }
  docker build -f apps/daemon/Dockerfile -t "$tag" .
  bash .ci/try-image.sh "$tag"
}

# Storage of its own, and no namespaces: it runs where containers cannot.
buildah() { command buildah --root "$work/storage" --runroot "$work/run" --storage-driver vfs "$@"; }
with_buildah() {
  cleanup() {
    if [ -n "$running" ]; then stop || true; fi
    buildah rm --all >/dev/null 2>&1 || true
    rm -rf "$work"
  }
  local base container command
  debootstrap --variant=minbase --include=ca-certificates bookworm "$work/base"
  cp node_modules/node-linux-*/bin/node "$work/base/usr/local/bin/node"
  npm install --global --prefix "$work/base/usr/local" "$(node -p 'require("./package.json").packageManager')"
  # What the machine trusts, its proxies' certificates among it.
  cp /etc/ssl/certs/ca-certificates.crt "$work/base/etc/ssl/certs/ca-certificates.crt"
  base=$(buildah from scratch)
  buildah add --quiet "$base" "$work/base" /
  buildah config --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt --env PATH=/usr/local/bin:/usr/bin:/bin "$base"
  buildah commit --quiet --rm "$base" localhost/base
  rm -rf "$work/base"
  buildah build --isolation chroot --pull-never --build-arg NODE_IMAGE=localhost/base --build-arg BASE_IMAGE=localhost/base \
    --file apps/daemon/Dockerfile --tag "localhost/$tag" .

  local port token
  port=$(node -e 'const server = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(server.address().port); server.close(); })')
  token=$(head -c 32 /dev/urandom | sha256sum | cut -c 1-64)
  container=$(buildah from --pull-never "localhost/$tag")
  buildah config --env "AUTH_TOKENS=check:viewer:$(printf %s "$token" | sha256sum | cut -c 1-64)" --env PRODUCER_RATE=20 --env SHIP_DISPATCH_MS=50 \
    --env SHIP_DELIVER_MS=50 --env HOST=127.0.0.1 --env "PORT=$port" "$container"
  mapfile -t command < <(buildah inspect --type image "localhost/$tag" |
    node -e 'const { Entrypoint, Cmd } = JSON.parse(require("node:fs").readFileSync(0, "utf8")).OCIv1.config; console.log([...Entrypoint, ...Cmd].join("\n"))')
  buildah run --isolation chroot --cap-drop all "$container" -- "${command[@]}" &
  running=$!
  local url=http://127.0.0.1:$port
  within_a_minute curl -fsS --output /dev/null "$url/readyz"
  within_a_minute delivers "$url" "$token"
  curl -fsS "$url/" | grep '<script type="module"' >/dev/null
  if curl -fsS --output /dev/null "$url/api/orders" 2>/dev/null; then echo 'it serves orders without a token' && return 1; fi
  stop || { echo 'it did not exit with 0 on SIGTERM' && return 1; }
}
delivers() { curl -fsS --header "authorization: Bearer $2" "$1/api/orders?status=DELIVERED" | grep order_id >/dev/null; }
within_a_minute() { # command...
  local end=$((SECONDS + 60))
  until "$@" 2>/dev/null; do
    if [ "$SECONDS" -ge "$end" ]; then echo "$*: not within a minute" && return 1; fi
    sleep 0.5
  done
}
# Its daemon is a descendant: buildah run starts it in a process of its own.
stop() {
  local pid=$running
  running=
  pkill -TERM -f "^/usr/local/bin/node .*main.js$" --parent "$(descendants "$pid" | paste -sd,)" || kill -TERM "$pid"
  wait "$pid"
}
descendants() { # process: itself and all below it
  local child
  echo "$1"
  for child in $(pgrep -P "$1"); do descendants "$child"; done
}

if command -v docker >/dev/null && docker info >/dev/null 2>&1; then with_docker
elif [ "$(id -u)" -eq 0 ] && command -v buildah >/dev/null && command -v debootstrap >/dev/null; then with_buildah
else
  echo 'SKIPPED the image: no Docker engine is running; without one it takes root, buildah and debootstrap'
  exit 77
fi
echo 'the image was built, became ready, delivered an order, and exited with 0 on SIGTERM'
