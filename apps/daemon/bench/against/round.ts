/** The process of one round: `round.ts <bench> [setting]`. Prints the figures as JSON. */
import { isBenchName, loadBench } from "../benches.ts";

// So that the exit handlers run, which end what this process has started.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
const [name = "", setting] = process.argv.slice(2);
const bench = isBenchName(name) ? await loadBench(name) : undefined;
if (bench?.rounds === undefined) throw new Error(`${name} has no rounds`);
const figures = await bench.rounds.measure(setting);
// What a bench has left open must not keep the process.
process.stdout.write(JSON.stringify(figures), () => process.exit(0));
