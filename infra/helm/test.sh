#!/usr/bin/env bash
# The chart's tests: lint, rendered manifests, refused values, and Kubernetes' schemas where kubeconform is installed.
# KUBE_SCHEMAS: a schema location for kubeconform instead of the public ones, for a machine without them.
set -euo pipefail
cd "$(dirname "$0")"
KUBE=${KUBE_VERSION:-1.34.1}
failed=0 passed=0

render() { helm template shop orderdeck --kube-version "$KUBE" "$@" 2>/dev/null; }
report() { # what it shows, outcome
  if [ "$2" = ok ]; then passed=$((passed + 1)); else failed=$((failed + 1)) && echo "FAILED: $1"; fi
}
has() { # what it shows, pattern, helm's arguments
  local name=$1 pattern=$2 text
  shift 2
  if text=$(render "$@") && grep -qE -- "$pattern" <<<"$text"; then report "$name" ok; else report "$name" no; fi
}
hasnot() {
  local name=$1 pattern=$2 text
  shift 2
  if text=$(render "$@") && ! grep -qE -- "$pattern" <<<"$text"; then report "$name" ok; else report "$name" no; fi
}
count() { # what it shows, how many, pattern, helm's arguments
  local name=$1 wanted=$2 pattern=$3 found
  shift 3
  found=$(render "$@" | grep -cE -- "$pattern" || true)
  if [ "$found" = "$wanted" ]; then report "$name" ok; else report "$name: $found instead of $wanted" no; fi
}
refused() { # what it shows, what the refusal names, helm's arguments
  local name=$1 pattern=$2 text
  shift 2
  if text=$(helm template shop orderdeck --kube-version "$KUBE" "$@" 2>&1); then report "$name" no
  elif grep -qE -- "$pattern" <<<"$text"; then report "$name" ok
  else report "$name: refused for another reason" no; fi
}

for values in /dev/null values/cloud.yaml values/trial.yaml; do
  helm lint --strict --kube-version "$KUBE" orderdeck -f "$values" >/dev/null 2>&1 && report "lint $values" ok || report "lint $values" no
done

deployments=(--show-only templates/deployments.yaml)
count 'a Deployment for each role' 7 '^kind: Deployment' "${deployments[@]}"
count 'each role runs itself' 7 '^              value: "(producer|fraud|payments|inventory|shipping|analytics|api)"$' "${deployments[@]}"
count 'a role that is off is not there' 6 '^kind: Deployment' "${deployments[@]}" --set roles.producer.enabled=false
count 'every pod refuses to run as root' 7 'runAsNonRoot: true' "${deployments[@]}"
count 'every root is read-only' 7 'readOnlyRootFilesystem: true' "${deployments[@]}"
count 'no capability is kept' 7 'drop: \[ALL\]' "${deployments[@]}"
count 'no pod has a token of the cluster' 7 'automountServiceAccountToken: false' "${deployments[@]}"
for probe in startupProbe livenessProbe readinessProbe; do count "$probe for every role" 7 "$probe:" "${deployments[@]}"; done
count 'an unavailable broker restarts no pod' 7 'httpGet: \{ path: /readyz' "${deployments[@]}"
has 'a digest wins over a tag' 'image: ghcr.io/orderdeck/orderdeck@sha256:0{64}$' "${deployments[@]}" --set "image.digest=sha256:$(printf '0%.0s' {1..64})"
has 'without a tag it is the version of the chart' 'image: ghcr.io/orderdeck/orderdeck:0\.1\.0$' "${deployments[@]}"
hasnot 'a cluster without credentials is asked for none' 'CONFLUENT_API' -f values/trial.yaml "${deployments[@]}"
count 'and is spoken to in clear, as it must be said' 7 'value: PLAINTEXT' -f values/trial.yaml "${deployments[@]}"
count 'secrets come from Secrets by fixed keys' 7 'name: orderdeck-confluent-credentials, key: api_secret' "${deployments[@]}"
hasnot 'scaling decides how many run' '^  replicas: 2' -f values/cloud.yaml "${deployments[@]}"

count 'KEDA scales the five groups' 5 '^kind: ScaledObject' -f values/cloud.yaml
count 'no more members than partitions' 5 'maxReplicaCount: 6' -f values/cloud.yaml
count 'without KEDA the five groups and the API have an autoscaler' 6 '^kind: HorizontalPodAutoscaler' -f values/trial.yaml
count 'a budget for each role' 7 '^kind: PodDisruptionBudget'
count 'External Secrets fetches three' 3 '^kind: ExternalSecret' -f values/cloud.yaml
hasnot 'nothing secret is made of existing Secrets' '^kind: (Secret|ExternalSecret)'
hasnot 'a network policy can be left out' '^kind: NetworkPolicy' --set networkPolicy.enabled=false
has 'the alert rules come with it' 'alert: GroupStalled' -f values/cloud.yaml
count 'the dashboards come with it' 3 '^  orderdeck-[a-z]+\.json: ' -f values/cloud.yaml
has 'streams are not gathered up' 'proxy-buffering: "off"' -f values/cloud.yaml

count 'the console receives its environment' 1 'name: ENVIRONMENT_KIND' "${deployments[@]}"
has 'and a trial is no production' 'value: "staging"' -f values/trial.yaml "${deployments[@]}"
count 'the API believes the ingress, nobody else does' 1 'name: TRUST_PROXY' -f values/cloud.yaml "${deployments[@]}"
has 'private networks, where nothing else is said' 'value: "uniquelocal"' -f values/cloud.yaml "${deployments[@]}"
hasnot 'without an ingress nobody is believed' 'TRUST_PROXY' "${deployments[@]}"
has 'the API keeps an idle connection longer than the ingress' 'value: "125"' -f values/cloud.yaml --set ingress.idleSeconds=120 "${deployments[@]}"
has 'and the ingress is configured with the same value' 'proxy-read-timeout: "120"' -f values/cloud.yaml --set ingress.idleSeconds=120
count 'traces go to the configured collector, from every role' 7 'name: OTEL_EXPORTER_OTLP_ENDPOINT' --set env.OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318 "${deployments[@]}"

refused 'a seventh member' 'maxReplicas' --set roles.fraud.maxReplicas=7
refused 'an image that moves' 'tag' --set image.tag=latest
refused 'a role that there is not' 'billing' --set roles.billing.enabled=true
refused 'a token instead of its hash' 'auth_tokens' --set secrets.values.access.auth_tokens=me:admin:secret
refused 'a value that is misspelt' 'monitorng' --set monitorng.rules=true
refused 'a cluster that is too old' 'kubeVersion' --kube-version 1.29.0

if command -v kubeconform >/dev/null; then
  where=(-schema-location default -schema-location 'https://raw.githubusercontent.com/datreeio/CRDs-catalog/main/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json')
  if [ -n "${KUBE_SCHEMAS:-}" ]; then where=(-schema-location "$KUBE_SCHEMAS"); fi
  for values in /dev/null values/cloud.yaml values/trial.yaml; do
    if render -f "$values" | kubeconform -strict -kubernetes-version "$KUBE" "${where[@]}"; then report "schemas $values" ok; else report "schemas $values" no; fi
  done
else
  echo 'SKIPPED schemas of Kubernetes: kubeconform is not installed'
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
