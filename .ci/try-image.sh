#!/usr/bin/env bash
# Runs an image as production does (read-only root, no capabilities), until orders are delivered, and stops it as an orchestrator does.
#   bash .ci/try-image.sh <image>
set -euo pipefail
container=$(mktemp -u orderdeck-try-XXXXXX)
token=$(openssl rand -hex 32)
hash=$(printf %s "$token" | sha256sum | cut -d' ' -f1)
# The end of its log, also of one that failed.
trap 'docker logs --tail 50 "$container" >&2; docker rm --force "$container" >/dev/null' EXIT
docker run --detach --name "$container" --read-only --cap-drop ALL --security-opt no-new-privileges --publish 127.0.0.1::4400 \
  --env AUTH_TOKENS="ci:viewer:$hash" --env PRODUCER_RATE=20 "$1"

url=http://$(docker port "$container" 4400/tcp)
healthy() { test "$(docker inspect --format '{{.State.Health.Status}}' "$container")" = healthy; }
delivers() {
  curl -fsS --header "authorization: Bearer $token" "$url/api/orders?status=DELIVERED" | jq -e '.orders | length > 0' >/dev/null
}
within_a_minute() { # command...
  local end=$((SECONDS + 60))
  until "$@"; do
    if [ "$SECONDS" -ge "$end" ]; then echo "$*: not within a minute" && return 1; fi
    sleep 1
  done
}
within_a_minute curl -fsS --output /dev/null "$url/readyz"
within_a_minute delivers
within_a_minute healthy
curl -fsS "$url/" | grep '<script type="module"' >/dev/null
docker stop --timeout 15 "$container"
exit_code=$(docker inspect --format '{{.State.ExitCode}}' "$container")
if [ "$exit_code" != 0 ]; then echo "exit code $exit_code after SIGTERM" && exit 1; fi
echo "$1 delivers orders, and stops with exit code 0"
