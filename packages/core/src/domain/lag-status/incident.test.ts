import type { LagStatus } from "@orderdeck/contracts/lag/words";
import { describe, expect, it } from "vitest";
import { type Acknowledgement, incidentAfter, type OpenIncident, reportIncident } from "./incident.ts";
import { T0 } from "./simulation.fixture.ts";

/** One status a second, from `T0` on. */
function after(...statuses: LagStatus[]): OpenIncident | undefined {
	return statuses.reduce<OpenIncident | undefined>((open, status, second) => incidentAfter(open, status, T0 + second * 1000), undefined);
}
function reported(open: OpenIncident | undefined, acknowledged?: Acknowledgement, seconds = 600) {
	return reportIncident("payments-group", open, { firstSampleAt: T0 - 600_000, at: T0 + seconds * 1000, acknowledged });
}
const seen = (worst: LagStatus, second: number): Acknowledgement => ({ worst, by: "olga", at: new Date(T0 + second * 1000).toISOString() });

describe("an incident", () => {
	it("lasts from leaving OK until recovered, and keeps its start and its worst status", () => {
		expect(after("OK", "BEHIND", "STALLED", "LATE")).toEqual({ startedAt: T0 + 1_000, worst: "STALLED" });
		expect(after("OK", "BEHIND", "STALLED", "LATE", "OK")).toBeUndefined();
		expect(after("BEHIND", "OK", "LATE")).toEqual({ startedAt: T0 + 2_000, worst: "LATE" });
	});

	it("is neither opened nor closed by what is unknown or paused", () => {
		expect(after("OK", "UNKNOWN", "PAUSED")).toBeUndefined();
		expect(after("OK", "BEHIND", "UNKNOWN", "PAUSED")).toEqual({ startedAt: T0 + 1_000, worst: "BEHIND" });
		expect(after("OK", "BEHIND", "UNKNOWN", "OK")).toBeUndefined();
	});

	it("is reported with an id of its group and start", () => {
		expect(reported(after("OK", "LATE"))).toEqual({
			incident_id: "payments-group:2026-01-15T12:00:01.000Z",
			started_at: "2026-01-15T12:00:01.000Z",
			worst: "LATE",
			acknowledged_by: null,
			acknowledged_at: null,
		});
		expect(reported(undefined)).toBeNull();
	});

	it("is not reported in the first minute of a daemon, which has to learn how the groups are", () => {
		const at = (seconds: number) =>
			reportIncident("g", after("LATE"), { firstSampleAt: T0, at: T0 + seconds * 1000, acknowledged: undefined })?.worst;
		expect([at(0), at(59), at(60)]).toEqual([undefined, undefined, "LATE"]);
	});

	it("is acknowledged until it gets worse", () => {
		const late = after("OK", "LATE");
		expect(reported(late, seen("LATE", 5))).toMatchObject({ acknowledged_by: "olga", acknowledged_at: "2026-01-15T12:00:05.000Z" });
		expect(reported(incidentAfter(late, "BEHIND", T0 + 9_000), seen("LATE", 5))?.acknowledged_by).toBe("olga");
		expect(reported(incidentAfter(late, "STALLED", T0 + 9_000), seen("LATE", 5))?.acknowledged_by).toBeNull();
	});

	it("is not acknowledged by what was said of an earlier one", () => {
		expect(reported(after("OK", "OK", "OK", "LATE"), seen("LATE", 1))?.acknowledged_by).toBeNull();
	});
});
