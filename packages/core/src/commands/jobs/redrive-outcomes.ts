/** Follows what becomes of the letters that a redrive has published, so that it stops when too many fail again. */
import type { Clock } from "../../ports/clock.ts";
import type { DocumentReader } from "../../ports/documents.ts";
import { JobStopped } from "./kind.ts";

/** The first letters are awaited before the others are published. */
const CANARY = 10;
/** Then so many are published between two looks. */
const LOOK_EVERY = 20;
/** Shorter than a job's lease, which is renewed between two records only. */
const AWAITED_MS = 10_000;
const POLL_MS = 100;

interface OutcomeDeps {
	readonly store: DocumentReader;
	readonly clock: Pick<Clock, "now" | "sleep">;
}

/** Of one run of a job; after a restart the first letters of the rest are awaited again. `stopAt`: a share from 0 to 1. */
export function followOutcomes(group: string, stopAt: number | undefined) {
	let open: string[] = [];
	let published = 0;
	let settled = 0;
	let failed = 0;

	async function look({ store }: OutcomeDeps): Promise<void> {
		const read = await store.get("dead_letters", open);
		const states = new Map(open.map((id, place) => [id, read[place]?.doc.state]));
		open = open.filter((id) => states.get(id) === "REDRIVING");
		settled = published - open.length;
		failed += [...states.values()].filter((state) => state === "FAILED_AGAIN").length;
	}

	return {
		/** Called when a letter has been published. Throws JobStopped when too many have failed again, or the group handles none. */
		async published(id: string, deps: OutcomeDeps): Promise<void> {
			if (stopAt === undefined) return;
			open.push(id);
			published += 1;
			if (published !== CANARY && published % LOOK_EVERY !== 0) return;
			await look(deps);
			const until = deps.clock.now() + AWAITED_MS;
			while (published === CANARY && open.length > 0 && deps.clock.now() < until) {
				await deps.clock.sleep(POLL_MS);
				await look(deps);
			}
			if (settled === 0) throw new JobStopped(`${group} has handled none of the first ${published} letters: is it paused or stopped?`);
			if (failed / settled > stopAt)
				throw new JobStopped(`${failed} of ${settled} letters failed again, more than the share of ${stopAt}.`);
		},
	};
}
