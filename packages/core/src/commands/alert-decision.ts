/** The decision to change one alert. */
import type { AlertRecord } from "@orderdeck/contracts/fraud/entities";
import { put, type Write } from "../ports/documents.ts";
import type { LoadedAlert } from "./alert-record.ts";
import type { Decision } from "./decision.ts";

/** None of its own where an earlier try has stored it: then `after` is what is stored. */
export function decideAlert(known: LoadedAlert, after: AlertRecord): Decision<AlertRecord> {
	return {
		decides: alertWrites(known, after),
		audit: { target: `alert:${after.alert_id}`, before: auditedAlert(known.alert), after: auditedAlert(after) },
		outcome: () => ({ output: after, writes: [] }),
	};
}

export function alertWrites({ read, alert }: LoadedAlert, after: AlertRecord): Write[] {
	return after === alert ? [] : [put("alerts", alert.alert_id, read, after)];
}

/** Of an alert, what an audit record holds. */
export function auditedAlert({ state, claim, resolution, notes, version }: AlertRecord) {
	return { state, claimed_by: claim?.by ?? null, verdict: resolution?.verdict ?? null, notes, version };
}
