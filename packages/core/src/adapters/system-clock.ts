/** The clock of the machine. */
import { randomUUID } from "node:crypto";
import type { Clock } from "../ports/clock.ts";

export const systemClock: Clock = {
	now: () => Date.now(),
	sleep(ms, signal) {
		if (signal?.aborted) return Promise.resolve();
		return new Promise((resolve) => {
			const wake = (): void => {
				clearTimeout(timer);
				signal?.removeEventListener("abort", wake);
				resolve();
			};
			const timer = setTimeout(wake, ms);
			signal?.addEventListener("abort", wake, { once: true });
		});
	},
	id: () => randomUUID(),
	random: () => Math.random(),
};
