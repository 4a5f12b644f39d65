import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { describe, expect, it } from "vitest";
import { after, group, incident } from "../../testing/order-fixture.ts";
import { incidentNotice, lagNews, type PublishedIncidents } from "./lag-incidents.ts";

const NAME = "payments-group";
const waiting = {
	orders: 3,
	amount: 600.5,
	currency: "USD",
	by_currency: { JPY: 45_000, USD: 600.5 },
	oldest_order_id: 1,
	oldest_at: null,
	at_least: false,
};
/** The group at so many seconds. */
function at(seconds: number, change: Partial<GroupLag> = {}): GroupLag {
	return group(NAME, { sampled_at: after(seconds), ...change });
}
const late = (worst: GroupLag["status"], acknowledged_by: string | null = null) => ({
	status: worst,
	lag_seconds: 90,
	waiting,
	incident: incident({ worst, acknowledged_by }),
});
/** How each sample was news: undefined where it was none. */
function published(...samples: readonly GroupLag[]): (string | undefined)[] {
	let known: PublishedIncidents = new Map();
	return samples.map((sample) => {
		const { news, published } = lagNews(known, [sample]);
		known = published;
		return news[0]?.how;
	});
}

describe("the incident of a group", () => {
	it("is notified once, and changes its toast in place until it has recovered", () => {
		const samples = [
			at(0),
			at(1, late("BEHIND")),
			at(2, late("BEHIND")),
			at(3, late("STALLED")),
			at(4, { ...late("STALLED"), status: "LATE" }),
			at(5, { ...late("STALLED"), status: "LATE" }),
			at(6),
			at(7),
		];
		expect(published(...samples)).toEqual([undefined, "notify", undefined, "show", "update", undefined, "show", undefined]);
	});

	it("opens with the page when it was open before, unless somebody has acknowledged it", () => {
		expect(published(at(0, late("LATE")))).toEqual(["notify"]);
		expect(published(at(0, late("LATE", "olga")), at(1, late("LATE", "olga")))).toEqual([undefined, undefined]);
	});

	it("is a reminder every 15 minutes until it is acknowledged; a worse status reopens it", () => {
		const minutes = (count: number) => count * 60;
		const samples = [
			at(0, late("LATE")),
			at(minutes(14), late("LATE")),
			at(minutes(15), late("LATE")),
			at(minutes(29), late("LATE")),
			at(minutes(30), late("LATE")),
			at(minutes(31), late("LATE", "olga")),
			at(minutes(60), late("LATE", "olga")),
			at(minutes(61), late("STALLED")),
		];
		expect(published(...samples)).toEqual(["notify", undefined, "notify", undefined, "notify", undefined, undefined, "notify"]);
	});

	it("is not over because nothing can be read, or the group is paused", () => {
		const samples = [at(0, late("LATE")), at(1, { ...late("LATE"), status: "UNKNOWN" }), at(2, late("LATE"))];
		expect(published(...samples)).toEqual(["notify", "update", "update"]);
	});

	it("has not recovered because a restarted daemon reports none yet", () => {
		const restarted = { watched_since: after(10) };
		const samples = [
			at(0, late("LATE")),
			at(11, restarted),
			at(69, restarted),
			at(70, { ...restarted, ...late("LATE") }),
			at(90, restarted),
		];
		expect(published(...samples)).toEqual(["notify", undefined, undefined, undefined, "show"]);
	});

	it("is no news of a group that is unknown from the beginning", () => {
		expect(published(at(0, { status: "UNKNOWN" }), at(1))).toEqual([undefined, undefined]);
	});
});

describe("the notice of an incident", () => {
	it("states how late, why, what waits and where to look", () => {
		expect(incidentNotice(at(0, { ...late("STALLED"), reason: "waiting for the gateway" }))).toEqual({
			title: "payments-group: stalled, 1\u202fm 30\u202fs behind",
			body: "waiting for the gateway; 3 orders waiting, $600.50 · ¥45,000.",
			tag: "lag-payments-group",
			route: "/lag?group=payments-group",
			tone: "bad",
		});
		expect(incidentNotice(at(0, { ...late("STALLED"), reason: "unknown" })).body).toBe("3 orders waiting, $600.50 · ¥45,000.");
		expect(incidentNotice(at(0))).toMatchObject({ title: "payments-group recovered", body: "No orders waiting.", tone: "ok" });
		expect(incidentNotice(at(0, late("BEHIND"))).tone).toBe("warn");
	});
});
