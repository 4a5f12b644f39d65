/**
 * The rest of a batch once its writes are durable: appending its events, then committing its offsets. Where store and log are two systems
 * this takes time, and the next batch is decided meanwhile; nothing of that one is applied before, so that events keep their order and
 * offsets are never ahead of the effects.
 */
export class PendingCommit {
	readonly #onLost: (error: unknown, losses: number) => Promise<void>;
	#durable: Promise<boolean> = Promise.resolve(true);
	#losses = 0;

	/** `onLost` is called when a commit failed, with the number of consecutive losses; it makes sure that the batch is delivered again. */
	constructor(onLost: (error: unknown, losses: number) => Promise<void>) {
		this.#onLost = onLost;
	}

	/** Resolves when the last batch has settled: true when all of it is durable. Never rejects. */
	get durable(): Promise<boolean> {
		return this.#durable;
	}

	/** Resolves when nothing is pending. Throws PendingCommitLost, once, when the last batch will be delivered again. */
	async settled(): Promise<void> {
		if (await this.#durable) return;
		this.#durable = Promise.resolve(true);
		throw new PendingCommitLost();
	}

	/** Resolves once `start` has called `written` or is done; rejects if it fails before that. Call it when settled. */
	async begin(start: (written: () => void) => Promise<void>): Promise<void> {
		const writes = Promise.withResolvers<void>();
		let written = false;
		const started = start(() => {
			written = true;
			writes.resolve();
		});
		this.#durable = started.then(
			() => {
				this.#losses = 0;
				writes.resolve();
				return true;
			},
			async (error: unknown) => {
				if (written) {
					this.#losses += 1;
					await this.#onLost(error, this.#losses);
				} else writes.reject(error);
				return !written;
			},
		);
		await writes.promise;
	}
}

/** The previous batch could not be published or committed. It is delivered again, and so is every later one. */
export class PendingCommitLost extends Error {
	override readonly name = "PendingCommitLost";
	readonly code = "PENDING_COMMIT_LOST";
}
