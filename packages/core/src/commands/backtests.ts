/** The command that starts a backtest. */
import { BACKTEST, type backtestCommands, LONGEST_BACKTEST_DAYS } from "@orderdeck/contracts/backtests/requests";
import { invalidInput } from "@orderdeck/contracts/errors";
import { instantOf } from "@orderdeck/contracts/instant";
import { createdAt } from "@orderdeck/contracts/orders/order-values";
import { isoOf } from "../domain/instant.ts";
import { type JobDocument, jobOf, newJob } from "../domain/job.ts";
import { defaultBook, RULE_BOOK_KEY } from "../domain/rule-book.ts";
import { put } from "../ports/documents.ts";
import type { CreatedRange, OrderQueries } from "../ports/queries/orders.ts";
import { unchanged } from "./decision.ts";
import type { HandlersOf } from "./handler.ts";
import { noOrders } from "./jobs/backtest.ts";
import { testedRules } from "./tested-rules.ts";

const DAY_MS = 86_400_000;

export const backtestHandlers: HandlersOf<typeof backtestCommands> = {
	async startBacktest({ jobs, store, baseCurrency }, { rules, reason, ...input }, { id, at, actor, requestId, source, resumed }) {
		const committed = () => jobs.begin(id);
		const [[started], [earlier], [book]] = await Promise.all([
			resumed ? store.get("jobs", [id]) : [],
			// An earlier try may have stored the backtest and no job.
			resumed ? store.get("backtests", [id]) : [],
			store.get("rules", [RULE_BOOK_KEY]),
		]);
		if (started !== undefined) return { ...unchanged(jobOf(started.doc)), committed };
		const range = rangeOf(input, at);
		const tested = testedRules(rules, { book: book?.doc ?? defaultBook(baseCurrency), at, baseCurrency });
		const total = await store.countOrders(range);
		if (total === 0) throw await nothingRecorded(store, range, at);
		const spec = { ...range, ...tested };
		const { job } = newJob({
			id,
			at,
			kind: BACKTEST,
			actor,
			reason: reason ?? null,
			request_id: requestId ?? null,
			source: source ?? null,
			filter: { ...range, rules: tested.draft.map(({ id: rule, name }) => ({ id: rule, name })) },
			input: spec,
			rate: null,
			targets: [],
		});
		const counted: JobDocument = { ...job, total };
		return {
			decides: [
				put("backtests", id, earlier, { ...spec, job_id: id, result: null }),
				{ op: "insert", collection: "jobs", key: id, doc: counted },
			],
			audit: { target: `job:${id}`, before: null, after: { job_id: id, total, ...spec } },
			outcome: () => ({ output: jobOf(counted), writes: [] }),
			committed,
		};
	},
};

interface GivenRange {
	readonly days?: number | undefined;
	readonly from?: string | undefined;
	readonly to?: string | undefined;
}

/** As it is requested, in UTC; its end is no later than now (ms). */
function rangeOf({ days = 0, from, to }: GivenRange, now: number): CreatedRange {
	const start = from === undefined ? now - days * DAY_MS : instantOf(from);
	const end = to === undefined ? now : instantOf(to);
	if (start > now) throw invalidInput(["from"], `must not be in the future: it is ${isoOf(now)} now`);
	if (start >= end) throw invalidInput(["from"], "must be before to");
	if (end - start > LONGEST_BACKTEST_DAYS * DAY_MS) throw invalidInput(["from"], `must be at most ${LONGEST_BACKTEST_DAYS} days before to`);
	return { from: isoOf(start), to: isoOf(Math.min(end, now)) };
}

/** Without an order there is no result: the refusal states from when there are any. */
async function nothingRecorded(store: Pick<OrderQueries, "scanOrders">, range: CreatedRange, now: number) {
	const { items } = await store.scanOrders({ from: isoOf(0), to: isoOf(now) }, { limit: 1 });
	const [first] = items;
	const since = first === undefined ? "No order is recorded yet." : `Orders are recorded from ${isoOf(createdAt(first))} on.`;
	return invalidInput(["from"], `${noOrders(range)} ${since}`);
}
