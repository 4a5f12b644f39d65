/** Waiting for Kafka with an end to it. */
import { StoreError } from "../ports/errors.ts";

/** Nothing was heard; what was asked for may still come about. */
export class NoAnswer extends StoreError {
	constructor(doing: string, ms: number) {
		super("UNAVAILABLE", `${doing}: Kafka did not answer within ${ms / 1000} s`);
	}
}

/** Settles as `answer` does, or rejects with NoAnswer after `ms`. `doing`: "appending". */
export async function within<T>(ms: number, doing: string, answer: Promise<T>): Promise<T> {
	const late = Promise.withResolvers<never>();
	const timer = setTimeout(() => late.reject(new NoAnswer(doing, ms)), ms);
	timer.unref();
	try {
		return await Promise.race([answer, late.promise]);
	} finally {
		clearTimeout(timer);
	}
}
