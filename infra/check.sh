#!/usr/bin/env bash
# Checks the infrastructure; prints "SKIPPED <what>: <why>" for what this machine cannot check. infra/tools/install.sh installs most of the tools.
#   bash infra/check.sh                the parts that take seconds     bash infra/check.sh terraform helm    some parts
#   bash infra/check.sh --all          the slow parts, too             bash infra/check.sh --strict          a skipped check is a failure
# Parts: bundle, statements, terraform, policies, helm, compose, observability, runbook, workflows; slow: image, aws.
set -uo pipefail
cd "$(dirname "$0")/.."
source infra/tools/install.sh
PATH=$PWD/node_modules/.bin:$PATH
strict=false
parts=()
fast=(bundle statements terraform policies helm compose observability runbook workflows)
slow=(image aws)
for argument in "$@"; do
  case $argument in
    --strict) strict=true ;;
    --all) parts=("${fast[@]}" "${slow[@]}") ;;
    *)
      # shellcheck disable=SC2076
      if [[ ! " ${fast[*]} ${slow[*]} " =~ " $argument " ]]; then
        echo "$argument is neither an option nor a part: --strict, --all, ${fast[*]} ${slow[*]}" >&2
        exit 2
      fi
      parts+=("$argument")
      ;;
  esac
done
if [ ${#parts[@]} -eq 0 ]; then parts=("${fast[@]}"); fi
# The exit status of a check that cannot run here.
SKIPPED=77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

check() { # what, command...
  local what=$1 from=$SECONDS closing
  shift
  "$@" >"$work/log" 2>&1
  local status=$?
  if [ "$status" -eq "$SKIPPED" ]; then
    grep '^SKIPPED' "$work/log"
  elif [ "$status" -eq 0 ]; then
    closing=$(sed 's/\x1b\[[0-9;]*m//g' "$work/log" | grep -E '^[0-9]+ passed, [0-9]+ failed|^ +Tests +[0-9]+ |^Passed checks|[0-9]+ passed' | tail -n 1)
    echo "ok      $what, $((SECONDS - from)) s${closing:+: $(xargs <<<"$closing")}"
    # A check may skip parts of itself.
    grep '^SKIPPED' "$work/log"
  else
    echo "FAILED  $what"
    tail -n 60 "$work/log" | sed 's/^/  /'
  fi
}
skip() { echo "SKIPPED $1: $2"; }
needs() { # what, program
  command -v "$2" >/dev/null && return 0
  skip "$1" "$2 is not installed"
  return 1
}
node_ts() { node --disable-warning=ExperimentalWarning "$@"; }

bundle_part() {
  if [ -f apps/daemon/dist/main.js ]; then check 'the bundle as the image runs it' node_ts apps/daemon/build/smoke.ts
  else skip 'the bundle as the image runs it' 'it has not been built: npm run build'; fi
}

statements_part() {
  if ! is_installed "$PYTHON_TOOLS"; then
    skip 'SQL++ statements' 'lark_sqlpp is not installed'
    return
  fi
  parse_statements() { node_ts infra/couchbase/statements.ts | "$PYTHON_TOOLS/bin/python" infra/couchbase/check.py "$PYTHON_TOOLS/accepted-statements.json"; }
  check 'SQL++ statements' parse_statements
}

terraform_in() { terraform -chdir="$work/terraform" "$@" -no-color; }
terraform_init() { terraform_in init -backend=false -input=false; }
# A provider that has only the schemas of the AWS provider: enough to validate the configuration, to draw the graph, and for the tests, which mock the
# provider. Prints how Terraform finds it.
schemas_provider() {
  printf 'provider_installation {\n  filesystem_mirror { path = "%s/mirror" }\n}\n' "$AWS_BINDINGS" >"$work/terraformrc"
  grep -rhoE '^(resource|data) "aws_\w+"' "$work/terraform" --include='*.tf' | sort -u | sed -E 's/"//g; s/^resource //; s/^data /data./' |
    xargs node --disable-warning=ExperimentalWarning infra/terraform/schemas/bindings.ts "$AWS_BINDINGS/lib" >"$work/schemas.json"
  # A lock file has the checksums of the provider itself.
  rm -f "$work/terraform/.terraform.lock.hcl"
}
terraform_part() {
  needs 'Terraform' terraform || return
  check 'terraform fmt' terraform fmt -check -recursive infra/terraform
  # In a copy, so that what is downloaded does not stay in the repository.
  local from=''
  cp -r infra/terraform "$work/terraform"
  rm -rf "$work/terraform/.terraform" "$work/terraform/backend.tf"
  if ! terraform_init >"$work/init" 2>&1 && grep -qE 'Failed to (query available|install) provider|could not connect to registry' "$work/init"; then
    if ! is_installed "$AWS_BINDINGS"; then
      skip 'terraform validate and test' "the provider cannot be downloaded: $(grep -m1 -oE 'Error: .*' "$work/init")"
      return
    fi
    from=' (by the schemas of the AWS provider)'
    check 'the schemas of the AWS provider' schemas_provider
    local -x AWS_SCHEMAS=$work/schemas.json TF_CLI_CONFIG_FILE=$work/terraformrc
  fi
  check "terraform init$from" terraform_init
  check "terraform validate$from" terraform_in validate
  check "terraform test$from" terraform_in test
  network_order() { terraform_in graph -type=plan | node_ts infra/terraform/network-order.ts; }
  check 'services wait for network egress' network_order
}

policies_part() {
  if ! is_installed "$PYTHON_TOOLS"; then skip 'policies' 'checkov is not installed'
  else check 'policies' "$PYTHON_TOOLS/bin/checkov" -d infra/terraform --config-file infra/terraform/.checkov.yaml; fi
}

helm_part() {
  needs 'the chart' helm && check 'the chart' vitest run --root infra/helm
}

compose_part() {
  check 'the cluster script' bash -n infra/couchbase/cluster.sh
  needs 'compose.yaml' go || return
  if ! go -C infra/compose-check mod download >"$work/log" 2>&1; then
    skip 'compose.yaml' "$(tail -n 1 "$work/log")"
    return
  fi
  check 'compose.yaml' go -C infra/compose-check run .
  check 'what the check of compose.yaml refuses' go -C infra/compose-check test -count=1 ./...
}

observability_part() {
  if needs 'alert rules' promtool; then
    check 'alert rules' promtool check rules --lint=all infra/observability/alerts.yaml
    check 'when alerts fire' promtool test rules infra/observability/alerts.test.yaml
    check 'the configuration of Prometheus' promtool check config --syntax-only infra/observability/prometheus.yaml
  fi
  check 'metrics, dashboards and runbook against a running daemon' node_ts infra/observability/check.ts
}

runbook_part() {
  check 'commands of the runbook' node_ts infra/runbook/check.ts
}

workflows_part() {
  needs 'workflows' actionlint && check 'workflows' actionlint .github/workflows/*.yml
}

image_part() {
  check 'the image' bash infra/image/check.sh
}

aws_part() {
  check 'apply to moto' bash infra/terraform/moto.sh
}

# Two lanes that take about as long. What a part prints is shown when it has ended.
lane() { # part...
  local part
  for part in "$@"; do
    mkdir "$work/$part"
    (work=$work/$part && "${part}_part") >"$work/$part.output" 2>&1
    cat "$work/$part.output"
  done
}
first=() second=()
for part in "${parts[@]}"; do
  case $part in
    terraform | statements | policies | image | aws) first+=("$part") ;;
    *) second+=("$part") ;;
  esac
done
lane "${first[@]}" &
lane "${second[@]}"
wait
results() { cat "$work"/*.output | grep -cE "^$1 "; }
failed=$(results FAILED) skipped=$(results SKIPPED)
echo "$(results ok) passed, $failed failed, $skipped skipped"
if $strict && [ "$skipped" -gt 0 ]; then exit 1; fi
[ "$failed" -eq 0 ]
