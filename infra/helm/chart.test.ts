/** `npx vitest run --root infra/helm`. KUBE_SCHEMAS: the folder of schemas for kubeconform (see `checkSchemas`). */
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { CHART, HAS_HELM, isHook, SETS } from "./charts.ts";
import { secretKeyOf, workloads } from "./pods.ts";
import { checkSchemas, isInstalled, type KubeObject, lint, manifests, render } from "./render.ts";

describe.skipIf(!HAS_HELM)(CHART, () => {
	describe.each(SETS)("with %s", (_name, chart) => {
		it("passes helm's own lint", () => expect(lint(chart)).toBeUndefined());

		it("has each object once", () => {
			const ids = render(chart).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
			expect(ids.toSorted()).toEqual([...new Set(ids)].toSorted());
		});

		it("meets the restricted Pod Security Standard, and gives no pod a token of the cluster", () => {
			for (const { pod, containers } of workloads(render(chart))) {
				expect(pod).toMatchObject({
					automountServiceAccountToken: false,
					enableServiceLinks: false,
					securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
				});
				for (const container of containers) {
					expect(container).toMatchObject({ securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } } });
				}
			}
		});

		it("runs its own image with a read-only root", () => {
			for (const container of workloads(render(chart)).flatMap(({ containers }) => containers)) {
				if (container.image.includes("/orderdeck")) expect(container).toMatchObject({ securityContext: { readOnlyRootFilesystem: true } });
			}
		});

		it("requests processor and memory, and limits memory, for every container", () => {
			const resources = { requests: { cpu: expect.anything(), memory: expect.any(String) }, limits: { memory: expect.any(String) } };
			for (const container of workloads(render(chart)).flatMap(({ containers }) => containers)) {
				expect(container).toMatchObject({ resources });
			}
		});

		it("mounts only volumes that exist, and sets each variable once", () => {
			for (const { containers, volumes } of workloads(render(chart))) {
				for (const { volumeMounts, env } of containers) {
					expect(volumes).toEqual(expect.arrayContaining(volumeMounts.map(({ name }) => name)));
					expect(env.map(({ name }) => name)).toEqual([...new Set(env.map(({ name }) => name))]);
				}
			}
		});

		it("reads only keys of Secrets that exist when the pod is created", () => {
			const objects = render(chart);
			const creates = objects.some(({ kind }) => /Secret$/.test(kind));
			const missing = workloads(objects).flatMap(({ object, containers }) => {
				// A hook runs before everything that is no hook.
				const created = secretKeys(objects.filter((each) => !isHook(object) || isHook(each)));
				return containers.flatMap(({ env }) => env.flatMap(secretKeyOf)).filter((key) => !created.has(key));
			});
			if (creates) expect(missing).toEqual([]);
			else expect(missing).toContain("orderdeck-couchbase-credentials/password");
		});
	});

	describe.each(["a", "orders.eu.production", `a${"-long".repeat(10)}-x`, `${"x".repeat(39)}--${"y".repeat(12)}`])(
		"the release %s",
		(release) => {
			it.each(SETS)("has valid names and labels with %s", (_name, chart) => {
				for (const object of render({ ...chart, release })) {
					expect(object.metadata.name).toMatch(/^[a-z]([a-z0-9.-]*[a-z0-9])?$/);
					// A Job's name is a label of its pods; so is a StatefulSet's with a hash of ten characters.
					const longest = { Service: 63, Job: 63, StatefulSet: 52 }[object.kind] ?? 253;
					expect(object.metadata.name.length).toBeLessThanOrEqual(longest);
					if (object.kind === "Service") expect(object.metadata.name).not.toContain(".");
					for (const value of Object.values(object.metadata.labels))
						expect(value).toMatch(/^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/);
				}
			});
		},
	);

	describe("meets the schemas of Kubernetes", () => {
		const { KUBE_SCHEMAS: schemas } = process.env;
		const missing =
			schemas === undefined ? "KUBE_SCHEMAS is not set" : isInstalled("kubeconform") ? undefined : "kubeconform is not installed";
		// At the start of a line, also in colored output.
		if (missing !== undefined && HAS_HELM) console.log(`\nSKIPPED schemas of Kubernetes: ${missing}`);

		it.skipIf(missing !== undefined).each(["1.30", "1.34"])("%s, with all values", (version) => {
			const charts = SETS.map(([, chart]) => ({ ...chart, kubeVersion: `${version}.0` }));
			const { resources, summary } = checkSchemas(charts.map(manifests).join("\n---\n"), version, schemas ?? "");
			expect(resources).toEqual([]);
			expect(summary).toEqual({ valid: charts.flatMap(render).length, invalid: 0, errors: 0, skipped: 0 });
		});
	});
});

/** The keys of a secret in AWS, by the end of its name. */
const REMOTE = {
	"access-tokens": ["auth_tokens", "metrics_token"],
	"confluent-credentials": ["bootstrap_servers", "api_key", "api_secret"],
	"couchbase-credentials": ["host", "bucket", "username", "password"],
} as const;
const secretSchema = z.looseObject({ stringData: z.record(z.string(), z.string()) });
const externalSchema = z.looseObject({
	target: z.object({ name: z.string() }),
	dataFrom: z.array(z.object({ extract: z.object({ key: z.string() }) })),
});

/** `secret/key` of everything that the objects create. */
function secretKeys(objects: readonly KubeObject[]): Set<string> {
	return new Set(
		objects.flatMap((object) => {
			if (object.kind === "Secret")
				return Object.keys(secretSchema.parse(object).stringData).map((key) => `${object.metadata.name}/${key}`);
			if (object.kind !== "ExternalSecret") return [];
			const { target, dataFrom } = externalSchema.parse(object.spec);
			const remotes = Object.entries(REMOTE).filter(([end]) => dataFrom.some(({ extract }) => extract.key.endsWith(end)));
			return remotes.flatMap(([, keys]) => keys.map((key) => `${target.name}/${key}`));
		}),
	);
}
