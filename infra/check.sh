#!/usr/bin/env bash
# Checks the infrastructure; prints "SKIPPED <what>: <why>" for what this machine cannot check.
#   bash infra/check.sh                all parts           bash infra/check.sh terraform helm      some parts
#   bash infra/check.sh --strict       a skipped check is a failure
# Parts: bundle, terraform, helm, compose, observability, workflows.
set -uo pipefail
cd "$(dirname "$0")/.."
strict=false
if [ "${1:-}" = --strict ]; then strict=true && shift; fi
parts=${*:-bundle terraform helm compose observability workflows}
passed=0 failed=0 skipped=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PATH=$PWD/node_modules/.bin:$PATH

check() { # what, command...
  local what=$1
  shift
  if "$@" >"$work/log" 2>&1; then
    passed=$((passed + 1))
    echo "ok      $what"
    # A check may skip a part of itself.
    if grep '^SKIPPED' "$work/log"; then skipped=$((skipped + 1)); fi
  else
    failed=$((failed + 1))
    echo "FAILED  $what"
    tail -n 60 "$work/log"
  fi
}
skip() { echo "SKIPPED $1: $2" && skipped=$((skipped + 1)); }
needs() { # what, program
  command -v "$2" >/dev/null && return 0
  skip "$1" "$2 is not installed"
  return 1
}
node_ts() { node --disable-warning=ExperimentalWarning "$@"; }

bundle() {
  if [ ! -f apps/daemon/dist/main.js ]; then
    skip 'the bundle as the image runs it' 'it has not been built: npm run build'
    return
  fi
  check 'the bundle as the image runs it' node_ts apps/daemon/build/smoke.ts
  needs 'the image' docker || return
  if docker info >/dev/null 2>&1; then
    check 'the image builds' docker build -f apps/daemon/Dockerfile -t orderdeck:check .
  else
    skip 'the image' 'no Docker engine is running; docker build -f apps/daemon/Dockerfile . builds it'
  fi
}

terraform_in() { terraform -chdir="$work/terraform" "$@" -no-color; }
terraform_part() {
  needs 'Terraform' terraform || return
  # In a copy, so that what is downloaded does not stay in the repository.
  cp -r infra/terraform "$work/terraform"
  rm -rf "$work/terraform/.terraform"
  check 'terraform fmt' terraform fmt -check -recursive infra/terraform
  if ! terraform_in init -backend=false -input=false >"$work/init" 2>&1; then
    skip 'terraform validate and test' "the provider cannot be downloaded: $(grep -m1 -oE 'Error: .*' "$work/init")"
    return
  fi
  check 'terraform validate' terraform_in validate
  check 'terraform test' terraform_in test
  needs 'policies (checkov)' checkov && check 'policies (checkov)' checkov -d infra/terraform --config-file infra/terraform/.checkov.yaml
}

helm_part() {
  needs 'Helm' helm && check 'the chart' bash infra/helm/test.sh
}

compose_part() {
  check 'the cluster script' bash -n infra/couchbase/cluster.sh
  if docker compose version >/dev/null 2>&1; then
    check 'compose.yaml' docker compose -f infra/compose.yaml config --quiet
  else
    skip 'compose.yaml' 'docker compose is not installed'
  fi
}

observability_part() {
  if needs 'alert rules' promtool; then
    check 'alert rules' promtool check rules --lint=all infra/observability/alerts.yaml
    check 'when alerts fire' promtool test rules infra/observability/alerts.test.yaml
    check 'the configuration of Prometheus' promtool check config --syntax-only infra/observability/prometheus.yaml
  fi
  check 'metrics, dashboards and runbook against a running daemon' node_ts infra/observability/check.ts
}

workflows_part() {
  needs 'workflows' actionlint && check 'workflows' actionlint .github/workflows/*.yml
}

for part in $parts; do
  case $part in
    bundle) bundle ;;
    terraform | helm | compose | observability | workflows) "${part}_part" ;;
    *) echo "unknown part: $part" && exit 2 ;;
  esac
done
echo "$passed passed, $failed failed, $skipped skipped"
if $strict && [ "$skipped" -gt 0 ]; then exit 1; fi
[ "$failed" -eq 0 ]
