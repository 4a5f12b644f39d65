/** The dry run of a redrive. */
import type { LettersApi } from "@orderdeck/contracts/letters/api";
import type { RedriveForecast } from "@orderdeck/contracts/letters/entities";
import { type LetterSelection, selectLetters } from "@orderdeck/core/commands/letter-selection";
import { forecastOf } from "@orderdeck/core/commands/redrive-preview";
import { isoOf } from "@orderdeck/core/domain/instant";
import type { PaymentGateway } from "@orderdeck/core/ports/payment-gateway";
import type { MoneyGroup } from "@orderdeck/core/ports/queries/money-group";
import type { StepDeps } from "@orderdeck/core/runtime/step";
import { STEPS } from "../pipeline/step-tuning.ts";
import type { ApiDeps } from "./deps.ts";
import { sumsOf } from "./sums.ts";

/** Deciding on a record requires no more than this; a redrive of more states the forecast of the oldest. */
const MOST_EVALUATED = 500;
const AT_ONCE = 20;
const EXAMPLES = 5;

export function redrivePreviews({
	log,
	store,
	clock,
	settings,
	baseCurrency,
}: Pick<ApiDeps, "log" | "store" | "clock" | "settings" | "baseCurrency">): Pick<LettersApi, "previewRedrive"> {
	const stepDeps: StepDeps = { store, clock, settings, gateway: NO_GATEWAY, atomic: true };
	return {
		async previewRedrive(order) {
			const { group, letters } = await selectLetters(store, order);
			const step = Object.values(STEPS).find((each) => each.group === group);
			const evaluated = letters.slice(0, MOST_EVALUATED);
			const forecasts: RedriveForecast[] = [];
			for (let from = 0; from < evaluated.length; from += AT_ONCE) {
				const some = evaluated.slice(from, from + AT_ONCE);
				forecasts.push(...(await Promise.all(some.map((letter) => forecastOf(letter, { log, step, deps: stepDeps })))));
			}
			return {
				at: isoOf(clock.now()),
				group,
				letters: letters.length,
				evaluated: evaluated.length,
				would_succeed: succeeding(evaluated, forecasts, baseCurrency),
				would_fail: forecasts.filter(({ outcome }) => outcome === "fails").length,
				would_refuse: refusalsOf(forecasts),
				forecasts,
			};
		},
	};
}

function succeeding(letters: LetterSelection["letters"], forecasts: readonly RedriveForecast[], baseCurrency: string) {
	const succeeds = letters.filter((_, place) => ["succeeds", "no_effect"].includes(forecasts[place]?.outcome ?? ""));
	const money = succeeds.flatMap(({ letter }): MoneyGroup[] =>
		letter === undefined || letter.amount === null
			? []
			: [{ currency: letter.currency ?? undefined, count: 1, amount: String(letter.amount) }],
	);
	const { count: _stated, ...sums } = sumsOf(money, baseCurrency);
	return { letters: succeeds.length, ...sums };
}

function refusalsOf(forecasts: readonly RedriveForecast[]) {
	const refused = forecasts.filter(({ outcome }) => outcome === "refused");
	return [...Map.groupBy(refused, ({ code }) => code ?? "")].map(([code, of]) => ({
		code,
		letters: of.length,
		example_ids: of.slice(0, EXAMPLES).map(({ letter_id }) => letter_id),
	}));
}

/** No step charges while it decides what to write first. */
const NO_GATEWAY: PaymentGateway = {
	charge: () => Promise.reject(new Error("a dry run charges nothing")),
	find: () => Promise.reject(new Error("a dry run charges nothing")),
	refund: () => Promise.reject(new Error("a dry run refunds nothing")),
};
