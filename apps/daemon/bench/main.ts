/** `npm run bench [-- name …]`: measures the budgets and prints one table. Names: pipeline, frames, lists, callers, saturated, start, console, kafka, roles. */
import { availableParallelism, totalmem } from "node:os";
import { callerRows } from "./callers.ts";
import { consoleRow } from "./console.ts";
import { framesRow } from "./frames.ts";
import { kafkaRows } from "./kafka.ts";
import { listsRow } from "./lists.ts";
import { pipelineRow } from "./pipeline.ts";
import { roleRows } from "./roles.ts";
import { saturatedRow } from "./saturated.ts";
import { startRows } from "./start.ts";
import { markdown, type Row } from "./table.ts";

const BENCHES: Readonly<Record<string, () => Promise<Row | readonly Row[]>>> = {
	pipeline: pipelineRow,
	frames: framesRow,
	lists: listsRow,
	callers: callerRows,
	saturated: saturatedRow,
	start: startRows,
	console: consoleRow,
	kafka: kafkaRows,
	roles: roleRows,
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => BENCHES[name] === undefined);
if (unknown.length > 0) {
	console.error(`unknown: ${unknown.join(", ")}; there are ${Object.keys(BENCHES).join(", ")}`);
	process.exit(2);
}
const rows: Row[] = [];
for (const [name, bench] of Object.entries(BENCHES)) {
	if (names.length > 0 && !names.includes(name)) continue;
	console.error(`measuring ${name} …`);
	rows.push(...[await bench()].flat());
}
console.log(
	`Node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB\n`,
);
console.log(markdown(rows));
