/** Why something cannot be done about a fraud alert, in words for the operator. */
import { AppError, type ErrorCode } from "@orderdeck/contracts/errors";
import type { AlertRecord } from "@orderdeck/contracts/fraud/entities";

export type AlertRefusal = Extract<
	ErrorCode,
	"CLAIMED_BY_OTHER" | "ALERT_RESOLVED" | "ALERT_NOT_CLAIMED" | "ALERT_NOT_RESOLVED" | "CHANGED_MEANWHILE"
>;

export function refusedAlert(code: AlertRefusal, alert: Readonly<AlertRecord>): AppError {
	return new AppError(code, `Alert ${alert.alert_id} ${WORDS[code](alert)}.`);
}

const WORDS: Readonly<Record<AlertRefusal, (alert: Readonly<AlertRecord>) => string>> = {
	CLAIMED_BY_OTHER: ({ claim }) => `is claimed by ${claim?.by} until ${claim?.expires_at}`,
	ALERT_RESOLVED: ({ resolution }) =>
		resolution === null ? "is resolved" : `was resolved as ${resolution.verdict} by ${resolution.by} at ${resolution.at}`,
	ALERT_NOT_CLAIMED: (alert) => `is not claimed: ${stateWords(alert)}`,
	ALERT_NOT_RESOLVED: (alert) => `is not resolved: ${stateWords(alert)}`,
	CHANGED_MEANWHILE: (alert) => {
		const { version, changed_at, history } = alert;
		const who = changed_at === null ? "changed by nobody" : `changed by ${history.at(-1)?.by ?? "nobody"} at ${changed_at}`;
		return `has version ${version}, ${who}: ${stateWords(alert)}`;
	},
};

function stateWords({ state, claim, resolution }: Readonly<AlertRecord>): string {
	if (claim !== null) return `it is claimed by ${claim.by} until ${claim.expires_at}`;
	return resolution === null ? `it is ${state}` : `it is resolved as ${resolution.verdict}`;
}
