{{/* Labels of the trial's own Kafka or Couchbase, by which it is selected: `root`, `app`. */}}
{{- define "orderdeck.trialSelector" -}}
app.kubernetes.io/name: {{ .app }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end -}}
{{- define "orderdeck.trialLabels" -}}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/part-of: orderdeck
{{ include "orderdeck.trialSelector" . }}
{{- end -}}

{{/*
Two Services: daemons use one that has the pod as its endpoint only once it is ready, so that before they wait as for any unavailable server; an
unknown host would stop them. The other one names the pod itself, ready or not. `root`, `app`, `ports` (number by name).
*/}}
{{- define "orderdeck.trialServices" -}}
{{- $name := printf "%s-%s" (include "orderdeck.name" .root) .app -}}
{{- range $suffix, $spec := dict "" (dict) "-pods" (dict "clusterIP" "None" "publishNotReadyAddresses" true) }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ $name }}{{ $suffix }}
  labels:
    {{- include "orderdeck.trialLabels" $ | nindent 4 }}
spec:
  {{- with $spec }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
  ports:
    {{- range $port, $number := $.ports }}
    - { name: {{ $port }}, port: {{ $number }}, targetPort: {{ $port }} }
    {{- end }}
  selector:
    {{- include "orderdeck.trialSelector" $ | nindent 4 }}
{{- end }}
{{- end -}}

{{/* Reached by the release's daemons and its setup, and by itself: `root`, `app`, `ports`. */}}
{{- define "orderdeck.trialPolicy" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "orderdeck.name" .root }}-{{ .app }}
  labels:
    {{- include "orderdeck.trialLabels" . | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- include "orderdeck.trialSelector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - podSelector:
            matchLabels:
              {{- include "orderdeck.selector" .root | nindent 14 }}
        - podSelector:
            matchLabels:
              {{- include "orderdeck.trialSelector" . | nindent 14 }}
      ports:
        {{- range $port, $number := .ports }}
        - { protocol: TCP, port: {{ $port }} }
        {{- end }}
  egress:
    - to:
        - podSelector:
            matchLabels:
              {{- include "orderdeck.trialSelector" . | nindent 14 }}
    {{- include "orderdeck.dnsEgress" . | nindent 4 }}
{{- end -}}

{{/* The start of both pods. Their images write into their own file system, so that it cannot be read-only. */}}
{{- define "orderdeck.trialPod" -}}
automountServiceAccountToken: false
# The variables of a Service named kafka would be taken for settings of the broker.
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* One pod, and a volume that is deleted with the release. */}}
{{- define "orderdeck.trialStorage" -}}
persistentVolumeClaimRetentionPolicy: { whenDeleted: Delete, whenScaled: Delete }
volumeClaimTemplates:
  - metadata: { name: data }
    spec:
      accessModes: [ReadWriteOnce]
      {{- with .Values.trial.storageClassName }}
      storageClassName: {{ . }}
      {{- end }}
      resources: { requests: { storage: {{ .Values.trial.storage }} } }
{{- end -}}

{{/* Initializes the server as a cluster with the bucket, before the setup. */}}
{{- define "orderdeck.trialCluster" -}}
{{- $server := printf "http://%s-couchbase-0.%s-couchbase-pods:8091" (include "orderdeck.name" .) (include "orderdeck.name" .) -}}
- name: cluster
  image: {{ .Values.trial.couchbase.image }}
  command: [/bin/bash, -c]
  args:
    - |
      until curl -fsS -o /dev/null {{ $server }}/ui/index.html; do sleep 2; done
      {{- .Files.Get "files/couchbase-cluster.sh" | replace "http://couchbase:8091" $server | nindent 6 }}
  securityContext:
    runAsUser: 1000
    runAsGroup: 1000
    {{- include "orderdeck.containerSecurity" . | nindent 4 }}
  env:
    {{- include "orderdeck.fromSecret" (dict "secret" .Values.secrets.couchbase "keys" (dict "COUCHBASE_PASSWORD" "password")) | trim | nindent 4 }}
  resources:
    {{- toYaml .Values.resources | nindent 4 }}
  volumeMounts:
    - { name: tmp, mountPath: /tmp }
{{- end -}}
