package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/netip"
	"os"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/distribution/reference"
	"github.com/sirupsen/logrus"
)

// check returns how many expectations a compose file meets, and a message for each that it does not. A text that cannot be loaded (syntax,
// schema, references between its parts) is one fault. Paths in it are relative to dir.
func check(ctx context.Context, dir string, text []byte) (passed int, faults []string) {
	project, warnings, err := load(ctx, dir, text)
	if err != nil {
		return 0, []string{err.Error()}
	}
	expect := func(holds bool, format string, parts ...any) {
		if holds {
			passed++
		} else {
			faults = append(faults, fmt.Sprintf(format, parts...))
		}
	}

	expect(len(warnings) == 0, "Compose warns: %s", strings.Join(warnings, " "))
	for _, name := range project.ServiceNames() {
		service := project.Services[name]
		expect(service.MemLimit > 0, "%s: has no mem_limit", name)
		expect(service.Build != nil || isPinned(service.Image), "%s: the image %s needs a digest, or a tag other than latest", name, service.Image)
		for _, port := range service.Ports {
			expect(isLoopback(port.HostIP), "%s: publishes port %s on every address; only 127.0.0.1 is accepted", name, port.Published)
		}
		for _, other := range slices.Sorted(maps.Keys(service.DependsOn)) {
			problem := unmet(service.DependsOn[other].Condition, project.Services[other])
			expect(problem == "", "%s: depends on %s, which %s", name, other, problem)
		}
		for _, volume := range service.Volumes {
			if volume.Type == types.VolumeTypeBind {
				expect(exists(volume.Source), "%s: mounts %s, which does not exist", name, volume.Source)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(project.Configs)) {
		if source := project.Configs[name].File; source != "" {
			expect(exists(source), "the config %s is the file %s, which does not exist", name, source)
		}
	}
	total := fmt.Sprintf("add up to %g GB", float64(runningMemory(project))/(1<<30))
	expect(bytes.Contains(text, []byte(total)), "the memory limits %s, which the file does not state", total)
	return passed, faults
}

// load uses no environment: every variable of the file needs a default. Those without one are among the warnings.
func load(ctx context.Context, dir string, text []byte) (*types.Project, []string, error) {
	var warnings warningHook
	logrus.SetOutput(io.Discard)
	logrus.StandardLogger().ReplaceHooks(logrus.LevelHooks{logrus.WarnLevel: {&warnings}})
	project, err := loader.LoadWithContext(ctx, types.ConfigDetails{
		WorkingDir:  dir,
		ConfigFiles: []types.ConfigFile{{Filename: "compose.yaml", Content: text}},
	}, func(options *loader.Options) { options.ResolvePaths = true })
	return project, warnings, err
}

type warningHook []string

func (*warningHook) Levels() []logrus.Level { return []logrus.Level{logrus.WarnLevel} }
func (hook *warningHook) Fire(entry *logrus.Entry) error {
	*hook = append(*hook, entry.Message)
	return nil
}

func isPinned(image string) bool {
	named, err := reference.ParseNormalizedNamed(image)
	if err != nil {
		return false
	}
	if _, digested := named.(reference.Digested); digested {
		return true
	}
	tagged, ok := named.(reference.Tagged)
	return ok && tagged.Tag() != "latest"
}

func isLoopback(hostIP string) bool {
	address, err := netip.ParseAddr(hostIP)
	return err == nil && address.IsLoopback()
}

// unmet returns why a service can never meet the condition; empty if it can.
func unmet(condition string, service types.ServiceConfig) string {
	switch condition {
	case types.ServiceConditionStarted:
		return ""
	case types.ServiceConditionHealthy:
		health := service.HealthCheck
		if health == nil || health.Disable || len(health.Test) == 0 || health.Test[0] == "NONE" {
			return "has no healthcheck and never becomes healthy"
		}
		return ""
	case types.ServiceConditionCompletedSuccessfully:
		if keepsRunning(service) {
			return "is restarted and never completes"
		}
		return ""
	}
	return "cannot meet the condition " + condition
}

func keepsRunning(service types.ServiceConfig) bool {
	return service.Restart == types.RestartPolicyAlways || service.Restart == types.RestartPolicyUnlessStopped
}

// runningMemory is what all services may use at the same time: those that complete do so before others start.
func runningMemory(project *types.Project) (sum types.UnitBytes) {
	for _, service := range project.Services {
		if keepsRunning(service) {
			sum += service.MemLimit
		}
	}
	return sum
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
