{{/* What `secrets.source: values` puts into Secrets. The address of the trial's own Kafka and Couchbase follows from the release's name. */}}
{{- define "orderdeck.secretValues" -}}
{{- $values := deepCopy .Values.secrets.values -}}
{{- $name := include "orderdeck.name" . -}}
{{- if .Values.trial.kafka.enabled }}{{ $_ := set $values.confluent "bootstrap_servers" (printf "%s-kafka:9092" $name) }}{{ end -}}
{{- if .Values.trial.couchbase.enabled -}}
{{- $_ := mergeOverwrite $values.couchbase (dict "host" (printf "%s-couchbase" $name) "bucket" "order_analytics" "username" "Administrator") -}}
{{- end -}}
{{- toYaml $values -}}
{{- end -}}

{{/* A Secret from values, or the ExternalSecret that creates it: `root`, `name`, `parts` (access, confluent, couchbase), `annotations`. */}}
{{- define "orderdeck.secret" -}}
{{- $secrets := .root.Values.secrets -}}
{{- $isExternal := eq $secrets.source "external" -}}
apiVersion: {{ ternary "external-secrets.io/v1" "v1" $isExternal }}
kind: {{ ternary "ExternalSecret" "Secret" $isExternal }}
metadata:
  name: {{ .name }}
  labels:
    {{- include "orderdeck.labels" .root | nindent 4 }}
  {{- with .annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- if $isExternal }}
{{- $remote := dict "access" "access-tokens" "confluent" "confluent-credentials" "couchbase" "couchbase-credentials" }}
spec:
  refreshInterval: {{ $secrets.external.refreshInterval }}
  secretStoreRef:
    {{- toYaml $secrets.external.store | nindent 4 }}
  target: { name: {{ .name }} }
  # The keys of each secret's JSON become keys of the Secret.
  dataFrom:
    {{- range .parts }}
    - extract: { key: {{ $secrets.external.project }}-{{ index $remote . }} }
    {{- end }}
{{- else }}
{{- $values := include "orderdeck.secretValues" .root | fromYaml }}
stringData:
  {{- range .parts }}
  {{- toYaml (index $values .) | nindent 2 }}
  {{- end }}
{{- end }}
{{- end -}}
