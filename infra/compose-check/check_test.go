package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func read(t *testing.T) (dir string, text string) {
	dir, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	bytes, err := os.ReadFile(filepath.Join(dir, "compose.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return dir, string(bytes)
}

func TestTheFileIsValid(t *testing.T) {
	dir, text := read(t)
	passed, faults := check(t.Context(), dir, []byte(text))
	if len(faults) > 0 || passed < 50 {
		t.Errorf("%d passed; %s", passed, strings.Join(faults, "\n"))
	}
}

func TestABrokenFileIsRefused(t *testing.T) {
	dir, text := read(t)
	for what, broken := range map[string]struct{ from, to, fault string }{
		"an unknown attribute":               {"    image: apache/kafka", "    imago: x\n    image: apache/kafka", "services.kafka.imago"},
		"a value of the wrong type":          {"      retries: 20", "      retries: many", "healthcheck.retries"},
		"invalid YAML":                       {"name: orderdeck", "name: [orderdeck", "yaml"},
		"a malformed variable":               {"${LOG_LEVEL:-info}", "${LOG_LEVEL:-info", "invalid interpolation format"},
		"a variable without a default":       {"${LOG_LEVEL:-info}", "${LOG_LEVEL}", `Compose warns: The "LOG_LEVEL" variable is not set`},
		"a service without a limit":          {"    mem_limit: 1g\n", "", "kafka: has no mem_limit"},
		"a port on every address":            {`"127.0.0.1:3000:3000"`, `"3000:3000"`, "grafana: publishes port 3000 on every address"},
		"a port on 0.0.0.0":                  {`"127.0.0.1:3000:3000"`, `"0.0.0.0:3000:3000"`, "grafana: publishes port 3000 on every address"},
		"an image without a tag":             {"grafana/grafana:12.1.1", "grafana/grafana", "grafana: the image grafana/grafana needs a digest"},
		"an image with the tag latest":       {"grafana/grafana:12.1.1", "grafana/grafana:latest", "grafana: the image grafana/grafana:latest needs a digest"},
		"a dependency that does not exist":   {"depends_on: [jaeger]", "depends_on: [jager]", `depends on undefined service "jager"`},
		"a condition that does not exist":    {"{ condition: service_started }", "{ condition: service_up }", "depends_on.otel-collector.condition"},
		"health of what has no healthcheck":  {"{ condition: service_started }", "{ condition: service_healthy }", "api: depends on otel-collector, which has no healthcheck"},
		"completion of what is restarted":    {"{ condition: service_started }", "{ condition: service_completed_successfully }", "api: depends on otel-collector, which is restarted"},
		"a cycle of dependencies":            {"    mem_limit: 512m\n    command: [\"--config=/etc/jaeger", "    mem_limit: 512m\n    depends_on: [otel-collector]\n    command: [\"--config=/etc/jaeger", "dependency cycle detected"},
		"a config that is not declared":      {"{ source: jaeger, target", "{ source: jager, target", "refers to undefined config jager"},
		"a config without its file":          {"./observability/jaeger.yaml", "./observability/jager.yaml", "which does not exist"},
		"a folder that does not exist":       {"./observability/grafana/dashboards:", "./observability/grafana/boards:", "which does not exist"},
		"a volume that is not declared":      {"volumes:\n  kafka:\n", "volumes:\n", "refers to undefined volume kafka"},
		"a total that is not that of limits": {"    mem_limit: 1g\n", "    mem_limit: 3g\n", "the memory limits add up to 10.25 GB"},
	} {
		t.Run(what, func(t *testing.T) {
			if !strings.Contains(text, broken.from) {
				t.Fatalf("compose.yaml has no %q", broken.from)
			}
			_, faults := check(t.Context(), dir, []byte(strings.Replace(text, broken.from, broken.to, 1)))
			if !strings.Contains(strings.Join(faults, "\n"), broken.fault) {
				t.Errorf("wanted %q, got %q", broken.fault, faults)
			}
		})
	}
}
