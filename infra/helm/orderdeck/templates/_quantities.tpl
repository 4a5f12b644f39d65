{{- define "orderdeck.millicores" -}}
{{- $cpu := toString . -}}
{{- if hasSuffix "m" $cpu }}{{ trimSuffix "m" $cpu }}{{ else }}{{ mulf (float64 $cpu) 1000 | int64 }}{{ end -}}
{{- end -}}

{{- define "orderdeck.mebibytes" -}}
{{- if hasSuffix "Gi" . }}{{ trimSuffix "Gi" . | int64 | mul 1024 }}{{ else }}{{ trimSuffix "Mi" . }}{{ end -}}
{{- end -}}
