/**
 * Modules that the measuring program imports and that an earlier version has under another name: at the new place it gets a module that
 * exports the old one's. Paths are relative to the repository.
 */
export interface MovedModule {
	readonly path: string;
	/** Where it was; the module is only added where this is there. */
	readonly from: string;
	readonly text: string;
}

const CORE = "packages/core/src";

export const MOVED: readonly MovedModule[] = [
	{ path: `${CORE}/wire/codec.ts`, from: `${CORE}/runtime/codec.ts`, text: 'export * from "../runtime/codec.ts";\n' },
	{
		path: `${CORE}/domain/catalog.ts`,
		from: `${CORE}/domain/catalogue.ts`,
		text: 'export { CATALOGUE as CATALOG } from "./catalogue.ts";\n',
	},
	{ path: `${CORE}/domain/totals.ts`, from: `${CORE}/domain/aggregates.ts`, text: 'export { totalsOf } from "./aggregates.ts";\n' },
];
