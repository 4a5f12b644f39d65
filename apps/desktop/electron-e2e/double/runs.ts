/** The runs of the app in this process, each with its own double. */
import type { Double } from "./double.ts";

export const runs = new Map<string, Double>();

export function runOf(url: string): Double {
	const double = runs.get(new URL(url).searchParams.get("run") ?? "");
	if (double === undefined) throw new Error("main was not started by the test run");
	return double;
}
