{{- define "orderdeck.dnsEgress" -}}
- to:
    - namespaceSelector: {}
      podSelector: { matchLabels: { k8s-app: kube-dns } }
  ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }]
{{- end -}}

{{/* The port of a URL, or the default of its scheme. */}}
{{- define "orderdeck.urlPort" -}}
{{- $url := urlParse . -}}
{{- regexFind "[0-9]+$" (regexFind ":[0-9]+$" $url.host) | default (ternary "80" "443" (eq $url.scheme "http")) -}}
{{- end -}}

{{/* Kafka and Couchbase are often outside the cluster and their addresses change: only the ports can be restricted. */}}
{{- define "orderdeck.egress" -}}
{{- $ports := list -}}
{{- range .Values.networkPolicy.egressPorts }}{{ $ports = append $ports (int64 .) }}{{ end -}}
{{- if .Values.trial.kafka.enabled }}{{ $ports = append $ports (int64 9092) }}{{ end -}}
{{- if .Values.trial.couchbase.enabled }}{{ $ports = concat $ports (list (int64 8091) (int64 8092) (int64 8093) (int64 11210)) }}{{ end -}}
{{- $environments := list .Values.env -}}
{{- range .Values.roles }}{{ $environments = append $environments (.env | default dict) }}{{ end -}}
{{- range $environments -}}
{{- range values (pick . "OTEL_EXPORTER_OTLP_ENDPOINT" "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" "OIDC_ISSUER") | sortAlpha -}}
{{- $ports = append $ports (include "orderdeck.urlPort" . | int64) -}}
{{- end -}}
{{- end -}}
{{ include "orderdeck.dnsEgress" . }}
{{- with $ports | uniq }}
- ports:
    {{- range . }}
    - { protocol: TCP, port: {{ . }} }
    {{- end }}
{{- end }}
{{- end -}}

{{/*
What a controller needs for the console: streams are not buffered, a client returns to the same pod (its stream resumes from that pod's buffer), and
a silent connection is kept for `idleSeconds`, from which the API's own limit is derived.
*/}}
{{- define "orderdeck.ingressAnnotations" -}}
{{- $idle := int64 .idleSeconds -}}
{{- if eq .className "nginx" }}
nginx.ingress.kubernetes.io/proxy-buffering: "off"
nginx.ingress.kubernetes.io/affinity: cookie
nginx.ingress.kubernetes.io/proxy-read-timeout: {{ $idle | quote }}
{{- else if eq .className "alb" }}
alb.ingress.kubernetes.io/target-type: ip
alb.ingress.kubernetes.io/listen-ports: '[{"HTTP":80},{"HTTPS":443}]'
alb.ingress.kubernetes.io/ssl-redirect: "443"
alb.ingress.kubernetes.io/ssl-policy: ELBSecurityPolicy-TLS13-1-2-Res-2021-06
alb.ingress.kubernetes.io/load-balancer-attributes: idle_timeout.timeout_seconds={{ $idle }},routing.http.drop_invalid_header_fields.enabled=true,routing.http.desync_mitigation_mode=strictest
alb.ingress.kubernetes.io/target-group-attributes: stickiness.enabled=true,stickiness.type=lb_cookie,stickiness.lb_cookie.duration_seconds=3600,deregistration_delay.timeout_seconds=15
alb.ingress.kubernetes.io/healthcheck-path: /healthz
alb.ingress.kubernetes.io/healthcheck-interval-seconds: "10"
{{- end }}
{{- end -}}
