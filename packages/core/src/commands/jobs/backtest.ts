/** Backtests: orders are scanned oldest first and folded, a page at a time; what is written is the result alone. */
import { testedRuleSchema } from "@orderdeck/contracts/backtests/entities";
import type { Verdict } from "@orderdeck/contracts/fraud/entities";
import { instantOf } from "@orderdeck/contracts/instant";
import type { JobResult } from "@orderdeck/contracts/jobs/entities";
import { z } from "zod";
import { BacktestFold, type Change } from "../../domain/backtest/backtest.ts";
import { type KnownOrders, strongest } from "../../domain/backtest/known-as.ts";
import { type BacktestSpec, scanRange } from "../../domain/backtest/spec.ts";
import { put } from "../../ports/documents.ts";
import type { BacktestQueries } from "../../ports/queries/backtests.ts";
import type { FraudQueries } from "../../ports/queries/fraud.ts";
import type { CreatedRange } from "../../ports/queries/orders.ts";
import type { Page } from "../../ports/queries/page.ts";
import { type ComputedKind, type ComputedSlice, JobStopped, type Retried } from "./kind.ts";

/** A slice of some 3 ms. */
const PAGE = 250;

const inputSchema = z.object({
	from: z.string(),
	to: z.string(),
	today: z.array(testedRuleSchema),
	draft: z.array(testedRuleSchema),
});

export const backtestKind: ComputedKind = {
	prepareResult(raw) {
		const spec: BacktestSpec = inputSchema.parse(raw);
		return async function* compute({ store, baseCurrency, timeZone }, { jobId, retried }) {
			const known = yield* readVerdicts(store, retried, instantOf(spec.from));
			const fold = new BacktestFold(spec, { known, baseCurrency, timeZone });
			const lines = (): JobResult[] => fold.takeChanges().map(lineOf);
			const range = scanRange(spec);
			for await (const orders of pagesOf(retried, (cursor) => store.scanFacts(range, { limit: PAGE, cursor }))) {
				for (const order of orders) fold.add(order);
				yield { done: fold.orders, results: lines() };
			}
			fold.end();
			if (fold.orders === 0) throw new JobStopped(noOrders(spec));
			yield { done: fold.orders, results: lines() };
			const result = fold.result();
			return async (reader) => {
				const [read] = await reader.get("backtests", [jobId]);
				return [put("backtests", jobId, read, { ...spec, job_id: jobId, result })];
			};
		};
	},
};

/** Why a range cannot be tested. */
export function noOrders({ from, to }: CreatedRange): string {
	return `No order is recorded from ${from} to ${to}: there is nothing to test the rules on.`;
}

async function* pagesOf<T>(
	retried: Retried,
	read: (cursor: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<readonly T[], void, undefined> {
	let cursor: string | undefined;
	do {
		const page = await retried(() => read(cursor));
		yield page.items;
		cursor = page.next;
	} while (cursor !== undefined);
}

/** An alert is raised after its order was created: those of the orders of the range are among these. */
async function* readVerdicts(
	store: BacktestQueries & Pick<FraudQueries, "verdicts">,
	retried: Retried,
	from: number,
): AsyncGenerator<ComputedSlice, KnownOrders, undefined> {
	const known = new Map<string, Verdict>();
	for await (const verdicts of pagesOf(retried, (cursor) => store.verdicts(from, { limit: PAGE, cursor }))) {
		for (const { order_id, verdict } of verdicts) known.set(order_id, strongest(known.get(order_id), verdict));
		yield { done: 0, results: [] };
	}
	return known;
}

function lineOf({ kind, alert: { order_id, rule, score } }: Change): JobResult {
	return { id: String(order_id), outcome: "done", code: null, why: `${kind}: ${rule}, score ${score}` };
}
