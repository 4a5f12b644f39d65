{{/* Variables from the keys of one Secret: `secret`, `keys` (the key by variable). */}}
{{- define "orderdeck.fromSecret" -}}
{{- range $variable, $key := .keys }}
- name: {{ $variable }}
  valueFrom: { secretKeyRef: { name: {{ $.secret }}, key: {{ $key }} } }
{{- end }}
{{- end -}}

{{- define "orderdeck.couchbaseKeys" -}}
COUCHBASE_HOST: host
COUCHBASE_BUCKET: bucket
COUCHBASE_USERNAME: username
COUCHBASE_PASSWORD: password
{{- end -}}

{{/* How a daemon finds Kafka, Couchbase and the tokens. The three Secrets may be one. */}}
{{- define "orderdeck.backendEnv" -}}
{{- $kafka := dict "KAFKA_BOOTSTRAP_SERVERS" "bootstrap_servers" -}}
{{- if .Values.kafka.sasl }}{{ $kafka = merge $kafka (dict "CONFLUENT_API_KEY" "api_key" "CONFLUENT_API_SECRET" "api_secret") }}
{{- else }}
- name: KAFKA_SECURITY_PROTOCOL
  value: PLAINTEXT
{{- end }}
{{- include "orderdeck.fromSecret" (dict "secret" .Values.secrets.confluent "keys" $kafka) }}
{{- include "orderdeck.fromSecret" (dict "secret" .Values.secrets.couchbase "keys" (include "orderdeck.couchbaseKeys" . | fromYaml)) }}
{{- include "orderdeck.fromSecret" (dict "secret" .Values.secrets.access "keys" (dict "AUTH_TOKENS" "auth_tokens")) }}
{{- end -}}

{{/* The variables that values can set, as they apply to one role (`root`, `role`, `settings`): the later ones override. */}}
{{- define "orderdeck.settingsEnv" -}}
{{- mergeOverwrite (dict "LOG_LEVEL" .root.Values.logLevel) .root.Values.env (.settings.env | default dict) | toYaml -}}
{{- end -}}

{{/*
Only the API is reachable through the ingress. It keeps an idle connection longer than the ingress does: if it closed one while a request is in
flight, the client would receive a 502.
*/}}
{{- define "orderdeck.proxyEnv" -}}
{{- if and (eq .role "api") .ingress.enabled }}
KEEP_ALIVE_SECONDS: {{ add (int64 .ingress.idleSeconds) 5 | quote }}
{{- if .ingress.trustProxy }}
TRUST_PROXY: {{ .ingress.trustProxy | quote }}
{{- end }}
{{- end }}
{{- end -}}
