/** A fraud desk for tests: alerts in memory, claimed, noted and resolved as the daemon does it. */
import { AppError } from "@orderdeck/contracts/errors";
import type { AlertRecord, Verdict } from "@orderdeck/contracts/fraud/entities";
import type { AlertDetails, ListedAlert } from "@orderdeck/contracts/fraud/requests";
import type { Responses } from "./fake-api.tsx";
import { alert, order } from "./order-fixture.ts";

const HOUR_MS = 3_600_000;

/** What a test states of an alert beside its id. */
export type AlertChange = Partial<AlertDetails>;

export interface FakeDesk {
	readonly responses: Responses;
	/** As it stands now. */
	get(id: string): AlertDetails;
	/** Another operator's doing. */
	change(id: string, change: AlertChange): AlertDetails;
	/** As a frame carries it. */
	published(id: string): AlertRecord;
}

export function alertDetails(id: string, change: AlertChange = {}): AlertDetails {
	return {
		...alert(id, { raised_at: new Date(Date.now() - 60_000).toISOString() }),
		order_status: "PREPARED",
		dispatch_due_at: new Date(Date.now() + 20 * 60_000).toISOString(),
		note_list: [],
		history: [],
		effect: { would: "cancel", code: null, message: null, money: "charged", units: 4 },
		customer: null,
		similar: { CONFIRMED_FRAUD: 9, VALUABLE: 3, FALSE_POSITIVE: 6 },
		...change,
	};
}

/** Who acts is `me`. */
export function createFakeDesk(all: readonly AlertDetails[], me = "ann"): FakeDesk {
	const alerts = new Map(all.map((each) => [each.alert_id, each]));
	const get = (id: string): AlertDetails => {
		const found = alerts.get(id);
		if (found === undefined) throw new AppError("NOT_FOUND", `There is no alert ${id}.`);
		return found;
	};
	const change = (id: string, changed: AlertChange): AlertDetails => {
		const next = { ...get(id), version: get(id).version + 1, changed_at: new Date().toISOString(), ...changed };
		alerts.set(id, next);
		return next;
	};
	const claim = (by: string): Pick<AlertDetails, "state" | "claim"> => ({
		state: "CLAIMED",
		claim: { by, at: new Date().toISOString(), expires_at: new Date(Date.now() + HOUR_MS).toISOString() },
	});
	const mine = (input: unknown): AlertDetails => {
		const { id, version } = input as { id: string; version?: number };
		const known = get(id);
		if (known.claim !== null && known.claim.by !== me) throw new AppError("CLAIMED_BY_OTHER", `${known.claim.by} works on it.`);
		if (version !== undefined && version !== known.version) throw new AppError("CHANGED_MEANWHILE", "Somebody has changed it.");
		return known;
	};
	const resolve = (id: string, verdict: Verdict, note: string | undefined) =>
		change(id, {
			state: "RESOLVED",
			claim: null,
			resolution: {
				...{ verdict, by: me, at: new Date().toISOString(), note: note ?? null, order_code: get(id).effect.code },
				order: verdict !== "CONFIRMED_FRAUD" ? null : get(id).effect.would === "cancel" ? "cancelled" : "already SHIPPED",
			},
		});
	const sum = (of: readonly ListedAlert[]) => ({
		alerts: of.length,
		amount: of.reduce((total, { amount }) => total + amount, 0),
		currency: "USD",
		by_currency: { USD: of.reduce((total, { amount }) => total + amount, 0) },
	});
	const listed = (query: { state?: readonly string[]; stoppable?: boolean; claimedBy?: string }): readonly AlertDetails[] =>
		[...alerts.values()].filter(
			(each) =>
				(query.state ?? ["OPEN", "CLAIMED"]).includes(each.state) &&
				(query.stoppable === undefined || query.stoppable === each.stoppable) &&
				(query.claimedBy === undefined || query.claimedBy === each.claim?.by),
		);
	const responses: Responses = {
		"alerts.list": (input) => {
			const { open } = { open: listed({}).length };
			const sums = { open, open_amount: 0, open_currency: "USD", open_by_currency: {} };
			return { alerts: listed(input as Parameters<typeof listed>[0]), nextCursor: null, ...sums };
		},
		"alerts.counts": () => ({
			stoppable: sum(listed({ stoppable: true })),
			unclaimed: sum(listed({ state: ["OPEN"] })),
			mine: sum(listed({ claimedBy: me })),
			open: sum(listed({})),
			resolved: sum(listed({ state: ["RESOLVED"] })),
			...{ resolved_7d: 167, confirmed_7d: 62, precision: 0.371 },
		}),
		"alerts.get": (input) => get((input as { id: string }).id),
		"alerts.claim": (input) => change(mine(input).alert_id, claim(me)),
		"alerts.release": (input) => change(mine(input).alert_id, { state: "OPEN", claim: null }),
		"alerts.takeOver": (input) => change((input as { id: string }).id, claim(me)),
		"alerts.note": (input) => {
			const known = mine(input);
			const note = { at: new Date().toISOString(), by: me, text: (input as { text: string }).text };
			return change(known.alert_id, { ...claim(me), note_list: [...known.note_list, note], notes: known.notes + 1 });
		},
		"alerts.resolve": (input) => {
			const { id, verdict, note } = input as { id: string; verdict: Verdict; note?: string };
			const { state } = mine(input);
			if (state === "RESOLVED") throw new AppError("ALERT_RESOLVED", "It is resolved already.");
			const resolved = resolve(id, verdict, note);
			return { ...resolved, order: resolved.resolution?.order ?? null, order_code: null, order_message: null, also_resolved: [] };
		},
		"alerts.reopen": (input) => change((input as { id: string }).id, { state: "OPEN", claim: null, resolution: null }),
		"alerts.claimNext": () => {
			const [next] = listed({ state: ["OPEN"] });
			if (next === undefined) throw new AppError("NOT_FOUND", "There are no unclaimed alerts.");
			return change(next.alert_id, claim(me));
		},
		"orders.get": (input) => order(Number((input as { id: string }).id), { status: "PREPARED" }),
	};
	return { responses, get, change, published: get };
}
