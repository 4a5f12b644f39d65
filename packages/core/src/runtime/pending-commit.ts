/**
 * What is left of a batch once its writes are durable: its events, then its offsets. Where that takes a while the next batch is decided
 * meanwhile; nothing of it is applied before, so that events keep their order and offsets are never ahead of what was done.
 */
export class Tail {
	readonly #onLost: (error: unknown, lost: number) => Promise<void>;
	#whole: Promise<boolean> = Promise.resolve(true);
	#lost = 0;

	/** `onLost` is called when a tail failed, with how many did so one after the other; it sees to it that the batch is delivered again. */
	constructor(onLost: (error: unknown, lost: number) => Promise<void>) {
		this.#onLost = onLost;
	}

	/** Whether the last batch is durable as a whole, once that is known. Never rejects. */
	get durable(): Promise<boolean> {
		return this.#whole;
	}

	/** Resolves when nothing is under way. Throws TailLost, once, when the last batch will be delivered again. */
	async settled(): Promise<void> {
		if (await this.#whole) return;
		this.#whole = Promise.resolve(true);
		throw new TailLost();
	}

	/** Resolves once what was started has called `written` or is done; rejects with its failure until then. Called when settled. */
	async begin(start: (written: () => void) => Promise<void>): Promise<void> {
		const writes = Promise.withResolvers<void>();
		let written = false;
		const started = start(() => {
			written = true;
			writes.resolve();
		});
		this.#whole = started.then(
			() => {
				this.#lost = 0;
				writes.resolve();
				return true;
			},
			async (error: unknown) => {
				if (written) {
					this.#lost += 1;
					await this.#onLost(error, this.#lost);
				} else writes.reject(error);
				return !written;
			},
		);
		await writes.promise;
	}
}

/** The batch before could not be announced or committed. It is delivered again, and so is what came after it. */
export class TailLost extends Error {
	override readonly name = "TailLost";
	readonly code = "TAIL_LOST";
}
