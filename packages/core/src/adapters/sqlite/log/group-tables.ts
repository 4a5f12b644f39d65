/** The consumer groups as stored: committed offsets, and who reads which partition. Slots identify partitions. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { z } from "zod";
import { transaction } from "../transaction.ts";

export interface StoredOffset {
	readonly group: string;
	readonly slot: number;
	readonly committed: number;
}

const offsetRows = z.array(z.object({ grp: z.string(), slot: z.int(), committed: z.int() }));

export class GroupTables {
	readonly #sql: DatabaseSync;
	readonly #upsert: StatementSync;

	constructor(sql: DatabaseSync) {
		this.#sql = sql;
		this.#upsert = sql.prepare(
			"INSERT INTO group_offsets (grp, slot, committed) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET committed = excluded.committed",
		);
	}

	/** False once the database is closed. */
	get isOpen(): boolean {
		return this.#sql.isOpen;
	}

	offsets(): StoredOffset[] {
		const rows = offsetRows.parse(this.#sql.prepare("SELECT grp, slot, committed FROM group_offsets").all());
		return rows.map(({ grp: group, slot, committed }) => ({ group, slot, committed }));
	}

	/** Part of the caller's transaction. */
	writeOffset({ group, slot, committed }: StoredOffset): void {
		this.#upsert.run(group, slot, committed);
	}

	writeOffsets(offsets: readonly StoredOffset[]): void {
		transaction(this.#sql, () => {
			for (const offset of offsets) this.writeOffset(offset);
		});
	}

	/** Replaces the group's assignment, for readers of the file. */
	writeAssignment(group: string, owners: Iterable<readonly [slot: number, member: string]>): void {
		transaction(this.#sql, () => {
			this.#sql.prepare("DELETE FROM group_members WHERE grp = ?").run(group);
			const insert = this.#sql.prepare("INSERT INTO group_members (grp, slot, member) VALUES (?, ?, ?)");
			for (const [slot, member] of owners) insert.run(group, slot, member);
		});
	}

	clearAssignments(): void {
		transaction(this.#sql, () => this.#sql.exec("DELETE FROM group_members"));
	}
}
