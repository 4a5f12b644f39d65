import { AppError } from "@orderdeck/contracts/errors";
import { type AlertRecord, VERDICTS } from "@orderdeck/contracts/fraud/entities";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alert as sample } from "../ports/order-store.samples.ts";
import {
	type Act,
	type Acted,
	alertAt,
	CLAIM_MS,
	claimAlert,
	expireClaim,
	MOST_CHANGES,
	MOST_NOTES,
	noteAlert,
	releaseAlert,
	reopenAlert,
	resolveAlert,
	resolveWithOrder,
	takeOverAlert,
	wasResolvedBy,
} from "./alert-queue.ts";
import { isoOf } from "./instant.ts";

const NOON = Date.UTC(2026, 0, 5, 12);
const ALERT = sample("a", {});
const VALUABLE = { verdict: "VALUABLE", note: null, order: null, order_code: null } as const;
const olga = (at = NOON, version?: number): Act => ({ by: "olga", at, version });
const otto = (at = NOON, version?: number): Act => ({ by: "otto", at, version });

function done(acted: Acted): AlertRecord {
	if (acted.refusal !== undefined) throw acted.refusal;
	return acted.alert;
}
function refused({ refusal }: Acted): string {
	return refusal === undefined ? "done" : `${refusal.code}: ${refusal.message}`;
}
const changesOf = ({ history }: AlertRecord) =>
	history.map(({ change, by, why }) => [change, by, ...(why === null ? [] : [why])].join(" "));

describe("a claim", () => {
	it("is for sixty minutes, to the millisecond, and refuses others meanwhile", () => {
		const claimed = done(claimAlert(ALERT, olga()));
		expect(claimed).toMatchObject({
			state: "CLAIMED",
			claim: { by: "olga", at: "2026-01-05T12:00:00.000Z", expires_at: "2026-01-05T13:00:00.000Z" },
			version: 1,
			changed_at: "2026-01-05T12:00:00.000Z",
		});
		const code = "CLAIMED_BY_OTHER: Alert a is claimed by olga until 2026-01-05T13:00:00.000Z.";
		for (const act of [claimAlert, releaseAlert]) expect(refused(act(claimed, otto(NOON + CLAIM_MS - 1)))).toBe(code);
		expect(refused(noteAlert(claimed, otto(NOON + CLAIM_MS - 1), "n"))).toBe(code);
		expect(refused(resolveAlert(claimed, otto(NOON + CLAIM_MS - 1), VALUABLE))).toBe(code);
		const next = done(claimAlert(claimed, otto(NOON + CLAIM_MS)));
		expect(next.claim?.by).toBe("otto");
		expect(changesOf(next)).toEqual(["claimed olga", "expired orderdeck", "claimed otto"]);
	});

	it("is extended by work, and never made shorter", () => {
		const claimed = done(claimAlert(ALERT, olga()));
		const noted = done(noteAlert(claimed, olga(NOON + 1_000), "looks odd"));
		expect(noted).toMatchObject({ claim: { at: isoOf(NOON), expires_at: isoOf(NOON + 1_000 + CLAIM_MS) }, notes: 1, version: 2 });
		const again = done(claimAlert(noted, olga(NOON + 500)));
		expect(again).toMatchObject({ claim: { expires_at: isoOf(NOON + 1_000 + CLAIM_MS) }, version: 3 });
		expect(changesOf(again)).toEqual(["claimed olga", "noted olga"]);
	});

	it("comes with a note on an alert that nobody has claimed", () => {
		const noted = done(noteAlert(ALERT, otto(), "hm"));
		expect(noted).toMatchObject({ state: "CLAIMED", claim: { by: "otto" }, note_list: [{ by: "otto", text: "hm" }], version: 1 });
		expect(changesOf(noted)).toEqual(["claimed otto", "noted otto"]);
	});

	it("is ended once its time is over, and not where it was extended or released meanwhile", () => {
		const claimed = done(claimAlert(ALERT, olga()));
		const until = claimed.claim?.expires_at ?? "";
		expect(expireClaim(claimed, until, NOON + CLAIM_MS - 1)).toBeUndefined();
		const ended = expireClaim(claimed, until, NOON + CLAIM_MS);
		expect(ended).toMatchObject({ state: "OPEN", claim: null, version: 2, changed_at: isoOf(NOON + CLAIM_MS) });
		expect(ended && expireClaim(ended, until, NOON + CLAIM_MS)).toBeUndefined();
		const extended = done(claimAlert(claimed, olga(NOON + 1)));
		expect(expireClaim(extended, until, NOON + CLAIM_MS)).toBeUndefined();
	});

	it("is taken over with a reason, and released by whoever holds it", () => {
		const claimed = done(claimAlert(ALERT, olga()));
		const taken = done(takeOverAlert(claimed, otto(NOON + 5), "olga is on leave"));
		expect(taken.claim).toEqual({ by: "otto", at: isoOf(NOON + 5), expires_at: isoOf(NOON + 5 + CLAIM_MS) });
		expect(changesOf(taken)).toEqual(["claimed olga", "taken over otto olga is on leave"]);
		expect(refused(releaseAlert(taken, olga(NOON + 6)))).toMatch(/^CLAIMED_BY_OTHER/);
		expect(done(releaseAlert(taken, otto(NOON + 6)))).toMatchObject({ state: "OPEN", claim: null, version: 3 });
		expect(refused(releaseAlert(ALERT, olga()))).toBe("ALERT_NOT_CLAIMED: Alert a is not claimed: it is OPEN.");
		expect(refused(takeOverAlert(ALERT, olga(), "r"))).toMatch(/^ALERT_NOT_CLAIMED/);
		expect(refused(releaseAlert(claimed, olga(NOON + CLAIM_MS)))).toMatch(/^ALERT_NOT_CLAIMED/);
	});
});

describe("a verdict", () => {
	it("resolves the alert, and is taken back by reopening it", () => {
		const resolved = done(resolveAlert(ALERT, olga(), { ...VALUABLE, note: "a regular" }));
		expect(resolved).toMatchObject({
			state: "RESOLVED",
			claim: null,
			resolution: { verdict: "VALUABLE", by: "olga", at: isoOf(NOON), note: "a regular", order: null, order_code: null },
			stoppable: true,
		});
		const code = "ALERT_RESOLVED: Alert a was resolved as VALUABLE by olga at 2026-01-05T12:00:00.000Z.";
		expect(refused(claimAlert(resolved, otto()))).toBe(code);
		expect(refused(takeOverAlert(resolved, otto(), "r"))).toBe(code);
		expect(refused(resolveAlert(resolved, olga(), VALUABLE))).toBe(code);
		const reopened = done(reopenAlert(resolved, otto(NOON + 1), "wrong customer"));
		expect(reopened).toMatchObject({ state: "CLAIMED", claim: { by: "otto" }, resolution: null, version: 2 });
		expect(changesOf(reopened)).toEqual(["resolved olga VALUABLE", "reopened otto wrong customer"]);
		expect(refused(reopenAlert(reopened, otto(), "r"))).toMatch(/^ALERT_NOT_RESOLVED: Alert a is not resolved: it is claimed by otto/);
		expect([wasResolvedBy(reopened, olga()), wasResolvedBy(reopened, olga(NOON + 1))]).toEqual([true, false]);
	});

	it("that the order is a fraud resolves its other alerts, whoever has claimed them, and none twice", () => {
		const decided = { verdict: "CONFIRMED_FRAUD", note: null, order: "cancelled", order_code: null } as const;
		const claimed = done(claimAlert(ALERT, otto()));
		const resolved = resolveWithOrder(claimed, olga(), decided);
		expect(resolved).toMatchObject({ state: "RESOLVED", stoppable: false, claim: null, resolution: { by: "olga", order: "cancelled" } });
		expect(resolveWithOrder(resolved, otto(), decided)).toBe(resolved);
	});
});

it("a stale version is refused with who changed the alert, when, and how it stands", () => {
	const claimed = done(claimAlert(ALERT, olga(NOON, 0)));
	expect(refused(takeOverAlert(claimed, otto(NOON, 0), "r"))).toBe(
		"CHANGED_MEANWHILE: Alert a has version 1, changed by olga at 2026-01-05T12:00:00.000Z: it is claimed by olga until 2026-01-05T13:00:00.000Z.",
	);
	expect(refused(noteAlert(ALERT, otto(NOON, 4), "n"))).toBe("CHANGED_MEANWHILE: Alert a has version 0, changed by nobody: it is OPEN.");
	expect(done(noteAlert(claimed, olga(NOON, 1), "n")).version).toBe(2);
});

describe("an alert", () => {
	it("has a bounded number of notes", () => {
		let alert = ALERT;
		for (let notes = 0; notes < MOST_NOTES; notes += 1) alert = done(noteAlert(alert, olga(), "n"));
		expect(refused(noteAlert(alert, olga(), "n"))).toMatch(/^INVALID_INPUT: text: alert a has 100 notes already/);
	});

	it("has a bounded history, at whose end it can still be released and resolved", () => {
		let alert = ALERT;
		while (alert.history.length < MOST_CHANGES) alert = done(releaseAlert(done(claimAlert(alert, olga())), olga()));
		expect(refused(claimAlert(alert, olga()))).toMatch(/^INVALID_INPUT: id: alert a has been changed 500 times/);
		const resolved = done(resolveAlert(alert, olga(), VALUABLE));
		expect(refused(reopenAlert(resolved, olga(), "r"))).toMatch(/^INVALID_INPUT/);
	});
});

const actor = fc.constantFrom("olga", "otto", "ada");
const step = fc.record({
	by: actor,
	waitMs: fc.constantFrom(0, 1, 60_000, CLAIM_MS - 1, CLAIM_MS),
	isVersioned: fc.boolean(),
	what: fc.constantFrom("claim", "release", "take over", "note", "resolve", "with order", "reopen", "expire"),
	verdict: fc.constantFrom(...VERDICTS),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function perform(alert: AlertRecord, { what, verdict, by, isVersioned }: Step, at: number): Acted {
	const act = { by, at, ...(isVersioned ? { version: alert.version } : {}) };
	const decided = { verdict, note: null, order: null, order_code: null };
	switch (what) {
		case "claim":
			return claimAlert(alert, act);
		case "release":
			return releaseAlert(alert, act);
		case "take over":
			return takeOverAlert(alert, act, "r");
		case "note":
			return noteAlert(alert, act, "n");
		case "resolve":
			return resolveAlert(alert, act, decided);
		case "with order":
			return { alert: resolveWithOrder(alert, act, decided) };
		case "reopen":
			return reopenAlert(alert, act, "r");
		default:
			return { alert: expireClaim(alert, alert.claim?.expires_at ?? "", at) ?? alert };
	}
}

it("keeps its invariants, whatever several operators do in whatever order as time passes", () => {
	fc.assert(
		fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
			let [alert, at] = [ALERT, NOON];
			for (const each of steps) {
				at += each.waitMs;
				const before = alertAt(alert, at);
				const acted = perform(alert, each, at);
				if (acted.refusal !== undefined) {
					expect(acted.refusal).toBeInstanceOf(AppError);
					continue;
				}
				const after = acted.alert;
				expect(after.claim !== null).toBe(after.state === "CLAIMED");
				expect(after.resolution !== null).toBe(after.state === "RESOLVED");
				expect(after.notes).toBe(after.note_list.length);
				if (after !== alert) expect([after.version, after.changed_at]).toEqual([alert.version + 1, isoOf(at)]);
				// Nothing that is in the history is ever lost.
				expect(after.history.slice(0, alert.history.length)).toEqual(alert.history);
				const holder = before.claim?.by;
				// From one claimant to another only by taking over, or by a verdict on the order.
				if (holder !== undefined && holder !== each.by && after !== alert) {
					expect(["take over", "with order"]).toContain(each.what);
				}
				alert = after;
			}
		}),
	);
});
