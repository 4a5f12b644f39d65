import { describe, expect, it } from "vitest";
import { auditRow } from "../testing/order-fixture.ts";
import { chartMarkers, placeAmong, placeBetween } from "./action-markers.ts";
import { AUDIT_ACTIONS } from "./audit-words.ts";
import { MARKED_ACTIONS } from "./marked-actions.ts";

const T0 = Date.UTC(2026, 0, 15, 12);
const at = (second: number, action = "group.pause") =>
	auditRow({ audit_id: `${second}`, at: new Date(T0 + second * 1_000).toISOString(), action });
const onHundredSeconds = placeBetween(T0, T0 + 100_000);

describe("the markers of a chart", () => {
	it("are at their time; those that touch are one, and a word needs room", () => {
		const markers = chartMarkers([at(90), at(51), at(50), at(20), at(120), at(-1)], onHundredSeconds);
		expect(markers.map(({ place, records, isLabelled }) => [place, records.map(({ audit_id }) => audit_id), isLabelled])).toEqual([
			[0.2, ["20"], true],
			[0.5, ["50", "51"], true],
			[0.9, ["90"], false],
		]);
	});

	it("lie between the points of their bucket and the next, and at the point of the last one", () => {
		const place = placeAmong([0, 10, 20, 40, 50]);
		expect([0, 5, 20, 30, 50, 1_000].map(place)).toEqual([0, 0.125, 0.5, 0.625, 1, 1]);
		expect([-1].map(place)).toEqual([undefined]);
		expect([placeAmong([])(0), placeAmong([7])(7), placeBetween(7, 7)(7)]).toEqual([undefined, undefined, undefined]);
	});

	it("are of actions that the audit log has words for", () => {
		const known = new Set(AUDIT_ACTIONS.map(({ value }) => value));
		expect(MARKED_ACTIONS.filter((action) => !known.has(action))).toEqual([]);
	});
});
