/** Requests to Kafka that are not waited for without end: kafkajs loses those that meet the end of their connection. */
import { withDeadline } from "../../../async/deadline.ts";
import { StoreError } from "../../../ports/errors.ts";

/** No response came in time; the request may still be executed. */
export class RequestTimeout extends StoreError {
	constructor(doing: string, ms: number) {
		super("UNAVAILABLE", `${doing}: no response from Kafka within ${ms / 1000} s`);
	}
}

/** Settles as `request` does, or rejects with RequestTimeout after `ms`. `doing`: "appending". */
export function withRequestTimeout<T>(ms: number, doing: string, request: Promise<T>): Promise<T> {
	return withDeadline(request, ms, () => {
		throw new RequestTimeout(doing, ms);
	});
}
