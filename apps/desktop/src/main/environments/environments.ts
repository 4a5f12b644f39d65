/** The environments that this app knows, each with its secret. */
import { randomUUID } from "node:crypto";
import { foldText } from "@orderdeck/contracts/text";
import { z } from "zod";
import { type Environment, type EnvironmentDraft, environmentSchema } from "../../shared/environment.ts";
import type { CurrentEnvironment, Outcome } from "../../shared/host.ts";
import type { GatewayTarget } from "../gateway/gateway.ts";
import type { JsonFile } from "../system/json-file.ts";
import type { UnlockCheck } from "./unlock-check.ts";
import type { Vault } from "./vault.ts";

export const environmentsSchema = z.array(environmentSchema).max(50);

export interface Environments {
	all(): readonly Environment[];
	find(id: string): Environment | undefined;
	/** Throws when there is none: a window's environment always exists. */
	current(id: string): Promise<CurrentEnvironment>;
	target(id: string): Promise<GatewayTarget>;
	hasSecret(id: string): Promise<boolean>;
	add(draft: EnvironmentDraft): Promise<Outcome>;
	update(id: string, draft: EnvironmentDraft): Promise<Outcome>;
	remove(id: string): Promise<Outcome>;
	setSecret(id: string, secret: string | undefined): Promise<Outcome>;
}

export interface EnvironmentsParts {
	/** The one that is always there. */
	readonly thisMachine: Environment;
	readonly file: JsonFile<Environment[]>;
	readonly vault: Vault;
	readonly isUnlocked: UnlockCheck;
	/** Something about an environment has changed. */
	changed(id: string): void;
}

const refused = (reason: string): Outcome => ({ done: false, reason });
const DONE: Outcome = { done: true };

export async function createEnvironments(parts: EnvironmentsParts): Promise<Environments> {
	const { thisMachine, file, vault, isUnlocked, changed } = parts;
	let added = await file.read();

	const all = () => [thisMachine, ...added];
	// A secret may outlive its environment where the app ended between the two writes.
	await vault.retain(all().map(({ id }) => id));
	const find = (id: string) => all().find((each) => each.id === id);
	const known = (id: string) => {
		const environment = find(id);
		if (environment === undefined) throw new Error(`there is no environment ${id}`);
		return environment;
	};
	const nameTaken = (name: string, id?: string) => all().some((each) => each.id !== id && foldText(each.name) === foldText(name));
	const keep = async (next: Environment[], id: string) => {
		await file.write(next);
		added = next;
		changed(id);
		return DONE;
	};
	/** Why an environment is not the operator's to change now. */
	const held = async (id: string, draft?: EnvironmentDraft): Promise<string | undefined> => {
		const environment = find(id);
		if (environment === undefined) return "This environment no longer exists.";
		if (id === thisMachine.id) return `${thisMachine.name} cannot be changed.`;
		if (draft !== undefined && nameTaken(draft.name, id)) return `Another environment is named ${draft.name}.`;
		const lessGuarded = draft !== undefined && environment.kind === "production" && draft.kind !== "production";
		return lessGuarded && !(await isUnlocked(environment, await vault.get(environment)))
			? `${environment.name} is production: unlock it first.`
			: undefined;
	};

	return {
		all,
		find,
		async current(id) {
			const environment = known(id);
			return { ...environment, hasSecret: await vault.has(environment) };
		},
		async target(id) {
			const environment = known(id);
			return { ...environment, secret: await vault.get(environment) };
		},
		hasSecret: (id) => vault.has(known(id)),
		async add(draft) {
			if (nameTaken(draft.name)) return refused(`Another environment is named ${draft.name}.`);
			if (added.length >= 50) return refused("At most 50 environments can be saved.");
			const id = randomUUID();
			return keep([...added, { ...draft, id }], id);
		},
		async update(id, draft) {
			const reason = await held(id, draft);
			if (reason !== undefined) return refused(reason);
			if (find(id)?.url !== draft.url) await vault.forget(id);
			return keep(
				added.map((each) => (each.id === id ? { ...draft, id } : each)),
				id,
			);
		},
		async remove(id) {
			const reason = await held(id);
			if (reason !== undefined) return refused(reason);
			await vault.forget(id);
			return keep(
				added.filter((each) => each.id !== id),
				id,
			);
		},
		async setSecret(id, secret) {
			const environment = find(id);
			if (environment === undefined) return refused("This environment no longer exists.");
			if (secret === undefined) await vault.forget(id);
			else await vault.set(environment, secret);
			changed(id);
			return DONE;
		},
	};
}
