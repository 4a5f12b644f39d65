{{/* Prefix of what is made: the release's name. */}}
{{- define "orderdeck.name" -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "orderdeck.labels" -}}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: orderdeck
{{ include "orderdeck.selector" . }}
{{- end -}}

{{/* What never changes of a release: pods are found by it. */}}
{{- define "orderdeck.selector" -}}
app.kubernetes.io/name: orderdeck
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "orderdeck.image" -}}
{{- with .Values.image -}}
{{- if .digest }}{{ .repository }}@{{ .digest }}{{ else }}{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}{{ end -}}
{{- end -}}
{{- end -}}

{{/* How Kafka, Couchbase and the tokens are found: from Secrets, by fixed keys. */}}
{{- define "orderdeck.backendEnv" -}}
{{- $kafka := dict "KAFKA_BOOTSTRAP_SERVERS" "bootstrap_servers" -}}
{{- if .Values.kafka.sasl }}{{- $kafka = merge $kafka (dict "CONFLUENT_API_KEY" "api_key" "CONFLUENT_API_SECRET" "api_secret") }}{{- end -}}
{{- $couchbase := dict "COUCHBASE_HOST" "host" "COUCHBASE_BUCKET" "bucket" "COUCHBASE_USERNAME" "username" "COUCHBASE_PASSWORD" "password" -}}
{{- $from := dict .Values.secrets.confluent $kafka .Values.secrets.couchbase $couchbase .Values.secrets.access (dict "AUTH_TOKENS" "auth_tokens") -}}
{{- if not .Values.kafka.sasl }}
- name: KAFKA_SECURITY_PROTOCOL
  value: PLAINTEXT
{{- end }}
{{- range $secret, $keys := $from }}
{{- range $variable, $key := $keys }}
- name: {{ $variable }}
  valueFrom: { secretKeyRef: { name: {{ $secret }}, key: {{ $key }} } }
{{- end }}
{{- end }}
{{- end -}}

{{/*
The API alone is asked through the ingress, and the network policy lets nobody else ask it. It keeps an idle connection longer than the ingress
does: one that it closes while a request is on its way is a 502.
*/}}
{{- define "orderdeck.proxyEnv" -}}
{{- if and (eq .role "api") .ingress.enabled }}
KEEP_ALIVE_SECONDS: {{ add .ingress.idleSeconds 5 | quote }}
{{- if .ingress.trustProxy }}
TRUST_PROXY: {{ .ingress.trustProxy | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/* What the "restricted" standard asks of a pod, and of a container. */}}
{{- define "orderdeck.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile: { type: RuntimeDefault }
{{- end -}}
{{- define "orderdeck.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}
