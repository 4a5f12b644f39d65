/** The documents that a batch is decided on: each read once, changed in memory, and written once. */
import { type Collection, type Collections, put, type Versioned, type Versions, type Write } from "../ports/documents.ts";
import type { StepDeps } from "../runtime/step.ts";

export class Documents<C extends Collection> {
	readonly #collection: C;
	readonly #read: ReadonlyMap<string, Versioned<Collections[C]>>;
	readonly #changed = new Map<string, Collections[C]>();

	private constructor(collection: C, read: ReadonlyMap<string, Versioned<Collections[C]>>) {
		this.#collection = collection;
		this.#read = read;
	}

	/** Reads each key once, however often it is named. */
	static async read<C extends Collection>(collection: C, keys: Iterable<string>, { store }: StepDeps): Promise<Documents<C>> {
		const unique = [...new Set(keys)];
		const docs = unique.length === 0 ? [] : await store.get(collection, unique);
		const found = unique.flatMap((key, index) => (docs[index] === undefined ? [] : [[key, docs[index]] as const]));
		return new Documents(collection, new Map(found));
	}

	/** The document with the changes made here. */
	get(key: string): Readonly<Collections[C]> | undefined {
		return this.#changed.get(key) ?? this.#read.get(key)?.doc;
	}

	/** True when the document was read: it existed before this batch. */
	wasThere(key: string): boolean {
		return this.#read.has(key);
	}

	/** Setting the same object is no change. */
	set(key: string, doc: Collections[C]): void {
		if (doc !== this.get(key)) this.#changed.set(key, doc);
	}

	/** All documents read or set, as they are now. */
	*values(): Iterable<Readonly<Collections[C]>> {
		for (const [key, { doc }] of this.#read) yield this.#changed.get(key) ?? doc;
		for (const [key, doc] of this.#changed) if (!this.#read.has(key)) yield doc;
	}

	/** As they are once `writes`, theirs among them, have made these versions: what was changed counts as read. */
	after(writes: readonly Write[], versions: Versions): Documents<C> {
		const read = new Map(this.#read);
		for (const [index, { collection, key }] of writes.entries()) {
			const doc = collection === this.#collection ? this.#changed.get(key) : undefined;
			const cas = versions[index];
			if (doc !== undefined && cas !== undefined) read.set(key, { doc, cas });
		}
		return new Documents(this.#collection, read);
	}

	/** One write for each changed document, on the version that was read. */
	writes(): Write[] {
		return [...this.#changed].map(([key, doc]) => put(this.#collection, key, this.#read.get(key), doc));
	}
}
