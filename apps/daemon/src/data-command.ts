/** What the commands on the data directory, backup and restore, have in common. */
import { resolve } from "node:path";
import type { Contents } from "@orderdeck/core/adapters/sqlite/backup/backup-file";
import { OperatorRefusal } from "@orderdeck/core/ports/errors";
import { ConfigError, readConfig } from "./config.ts";

export interface DataCommand {
	/** Absolute. */
	readonly file: string;
	/** DATA_DIR, absolute. */
	readonly dir: string;
	/** Whether the log is in Kafka, and only the store embedded. */
	readonly hasKafka: boolean;
}

/** The command was called in a way that it does not support; the message states what to do. */
class CommandRefused extends OperatorRefusal {
	override readonly name = "CommandRefused";
	readonly code = "COMMAND_REFUSED";
}

/** Runs the command with the process's arguments and variables, prints what it returns, and sets the exit code: 2 for what the operator must change. */
export async function runDataCommand(name: string, command: (options: DataCommand) => Promise<string>): Promise<void> {
	try {
		console.log(await command(optionsOf(name)));
	} catch (error) {
		const known = error instanceof ConfigError || error instanceof OperatorRefusal;
		console.error(error instanceof Error ? (known ? error.message : error.stack) : `${name} was stopped by ${error}`);
		process.exitCode = known ? 2 : 1;
	}
}

function optionsOf(name: string): DataCommand {
	const [file, ...rest] = process.argv.slice(2);
	if (file === undefined || file === "" || rest.length > 0) throw new CommandRefused(`usage: npm run ${name} -- FILE`);
	const { dataDir, kafka, couchbase } = readConfig(process.env);
	if (couchbase !== undefined) {
		throw new CommandRefused(
			"COUCHBASE_HOST is set: orders and payments are in Couchbase; back up and restore its bucket with cbbackupmgr, or in Capella.",
		);
	}
	// Where the user called npm, as for a relative DATA_DIR.
	return { file: resolve(process.env.INIT_CWD ?? "", file), dir: dataDir, hasKafka: kafka !== undefined };
}

export function contentsText({ orders, records, charges }: Contents): string {
	const count = (value: number, what: string) => `${value.toLocaleString("en")} ${what}`;
	return [count(orders, "orders"), count(records, "records of the log"), count(charges, "charges")].join(", ");
}
