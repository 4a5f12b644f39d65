/** Starts the built app under plain Node: its main process in this one, Electron's place taken by the double. */
import type { EventEmitter } from "node:events";
import { registerHooks } from "node:module";
import { createDouble, type Double, type DoubleOptions } from "./double.ts";
import { runs } from "./runs.ts";

const MAIN = new URL("../../out/main/index.js", import.meta.url);
const ELECTRON = new URL("./electron.ts", import.meta.url);

registerHooks({
	resolve(specifier, context, next) {
		if (specifier !== "electron") return next(specifier, context);
		const run = context.parentURL === undefined ? null : new URL(context.parentURL).searchParams.get("run");
		return { url: `${ELECTRON}?run=${run}`, shortCircuit: true };
	},
});

const EVENTS = ["uncaughtException", "unhandledRejection"];

/** Node's types tell each event apart; here any is accepted. */
const emitter: EventEmitter = process;
const listenersOf = (event: string) => emitter.listeners(event) as (() => void)[];

/** Resolves when the first window's page has loaded. */
export async function startApp(options: DoubleOptions): Promise<Double> {
	const double = createDouble(options);
	const run = String(runs.size + 1);
	runs.set(run, double);
	const before = EVENTS.map((event) => new Set(listenersOf(event)));
	await import(`${MAIN}?run=${run}`);
	// Main's listeners on the process end with its run.
	double.app.once("quit", () => {
		for (const [place, event] of EVENTS.entries()) {
			for (const listener of listenersOf(event)) if (!before[place]?.has(listener)) emitter.off(event, listener);
		}
	});
	const deadline = Date.now() + 60_000;
	while (double.windows[0]?.loaded !== true) {
		if (Date.now() > deadline) throw new Error(`the app opened no window:\n${double.logged.join("\n")}`);
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	return double;
}
