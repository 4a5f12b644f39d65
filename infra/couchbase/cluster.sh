#!/usr/bin/env bash
# Initializes the Couchbase server of compose.yaml as a cluster with the bucket. Running it again changes nothing.
set -euo pipefail
server=http://couchbase:8091 user=Administrator password=$COUCHBASE_PASSWORD bucket=order_analytics
cli() { couchbase-cli "$1" --cluster "$server" --username "$user" --password "$password" "${@:2}"; }

if ! cli server-list >/dev/null 2>&1; then
  couchbase-cli cluster-init --cluster "$server" --cluster-username "$user" --cluster-password "$password" \
    --services data,index,query --cluster-ramsize 512 --cluster-index-ramsize 256 --cluster-name orderdeck
fi
# One server has no replica; a durable write would wait for one without end.
if ! cli bucket-list | grep -qx "$bucket"; then
  cli bucket-create --bucket "$bucket" --bucket-type couchbase --bucket-ramsize 384 --bucket-replica 0 --wait
fi
