/**
 * `node infra/tools/kube-schemas.ts TO KUBERNETES CRD…`: makes the folder of JSON schemas that kubeconform reads. KUBERNETES is the unpacked Python
 * package kubernetes-validate, which carries Kubernetes' own schemas by version; each CRD is a file or folder with CustomResourceDefinitions.
 * TO gets `v1.34/deployment-apps-v1.json` and `crds/keda.sh/scaledobject_v1alpha1.json`; a field that a schema does not know is an error in all of them.
 */
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { z } from "zod";

/** The oldest version that the chart supports, and the newest that the package has schemas of. */
const VERSIONS = ["1.30", "1.34"];

type Schema = { readonly [key: string]: unknown };
const schemaSchema: z.ZodType<Schema> = z.record(z.string(), z.unknown());
const crdSchema = z.object({
	kind: z.literal("CustomResourceDefinition"),
	spec: z.object({
		group: z.string(),
		names: z.object({ kind: z.string() }),
		versions: z.array(z.object({ name: z.string(), schema: z.object({ openAPIV3Schema: schemaSchema }) })),
	}),
});

const [to, kubernetes, ...crds] = process.argv.slice(2);
if (to === undefined || kubernetes === undefined || crds.length === 0) throw new Error("usage: kube-schemas.ts TO KUBERNETES CRD…");
for (const version of VERSIONS) {
	const from = join(kubernetes, "kubernetes_validate/kubernetes-json-schema", `v${version}.0-local-strict`);
	await copySchemas(from, join(to, `v${version}`));
}
for (const path of crds) {
	for (const file of await yamlFiles(path)) await writeDefinitions(await readFile(file, "utf8"), to);
}

/** The schemas name each other by the address at which they are published: here, by their place in the same folder. */
async function copySchemas(from: string, to: string): Promise<void> {
	await mkdir(to, { recursive: true });
	for (const name of await readdir(from)) {
		const { $id: _address, ...schema } = schemaSchema.parse(JSON.parse(await readFile(join(from, name), "utf8")));
		await writeFile(join(to, name), JSON.stringify(schema).replaceAll('"/api/_definitions.json#', '"_definitions.json#'));
	}
}

async function yamlFiles(path: string): Promise<string[]> {
	if ((await stat(path)).isFile()) return [path];
	return (await readdir(path)).filter((name) => name.endsWith(".yaml")).map((name) => join(path, name));
}

async function writeDefinitions(text: string, to: string): Promise<void> {
	for (const document of parseAllDocuments(text)) {
		const definition = crdSchema.safeParse(document.toJS());
		if (!definition.success) continue;
		const { group, names, versions } = definition.data.spec;
		const folder = join(to, "crds", group);
		await mkdir(folder, { recursive: true });
		for (const { name, schema } of versions) {
			const strict = { ...strictSchema(schema.openAPIV3Schema), $schema: "http://json-schema.org/draft-07/schema#" };
			await writeFile(join(folder, `${names.kind.toLowerCase()}_${name}.json`), JSON.stringify(strict));
		}
	}
}

/** A structural schema of Kubernetes as JSON schema: unknown fields are errors, and Kubernetes' own keywords are expressed in JSON schema's. */
function strictSchema(schema: Schema): Schema {
	const { properties, items, additionalProperties, nullable, type, ...rest } = schema;
	const strict: Record<string, unknown> = { ...rest };
	if (schema["x-kubernetes-int-or-string"] === true) strict.type = ["integer", "string"];
	else if (type !== undefined) strict.type = nullable === true ? [type, "null"] : type;
	if (properties !== undefined) {
		const entries = Object.entries(schemaSchema.parse(properties)).map(([name, each]) => [name, strictSchema(schemaSchema.parse(each))]);
		strict.properties = Object.fromEntries(entries);
		if (schema["x-kubernetes-preserve-unknown-fields"] !== true) strict.additionalProperties = false;
	}
	const each = schemaSchema.safeParse(items);
	if (each.success) strict.items = strictSchema(each.data);
	const others = schemaSchema.safeParse(additionalProperties);
	if (others.success) strict.additionalProperties = strictSchema(others.data);
	return strict;
}
