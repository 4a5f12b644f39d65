{{/* Prefix of every object's name. At most 40 characters: with the longest suffix it is still a label's value and a host name (63). */}}
{{- define "orderdeck.name" -}}
{{- .Release.Name | replace "." "-" | trunc 40 | trimAll "-" -}}
{{- end -}}

{{- define "orderdeck.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: orderdeck
{{ include "orderdeck.selector" . }}
{{- end -}}

{{/* The labels of a release that never change: they select its daemons, and nothing of the trial's own Kafka and Couchbase. */}}
{{- define "orderdeck.selector" -}}
app.kubernetes.io/name: orderdeck
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "orderdeck.image" -}}
{{- with .Values.image -}}
{{- if .digest }}{{ .repository }}@{{ .digest }}{{ else }}{{ .repository }}:{{ .tag }}{{ end -}}
{{- end -}}
{{- end -}}

{{/* The consumer group of a role; empty for a role without one. */}}
{{- define "orderdeck.group" -}}
{{- if has . (list "fraud" "payments" "inventory" "shipping" "analytics") }}{{ . }}-group{{ end -}}
{{- end -}}

{{/* The most pods that run for a role: `role`, `settings`, `auto`. */}}
{{- define "orderdeck.maxReplicas" -}}
{{- if eq .auto.kind "none" }}{{ int64 .settings.replicas -}}
{{- else if include "orderdeck.group" .role }}{{ int64 .settings.maxReplicas -}}
{{- else if eq .role "api" }}{{ int64 .auto.api.maxReplicas -}}
{{- else }}{{ int64 .settings.replicas }}{{ end -}}
{{- end -}}

{{/* What the "restricted" Pod Security Standard requires of a pod and of a container. */}}
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
