import { execFileSync } from "node:child_process";

const SEED = new URL("../../../daemon/test/seed-letters.ts", import.meta.url).href;

/** So many orders that payments could not handle, in the data of a daemon that has not started. */
export function seedLetters(dataDir: string, count: number): void {
	const script = `const { seedLetters } = await import(${JSON.stringify(SEED)}); await seedLetters(process.argv[1], ${count});`;
	execFileSync(process.execPath, ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", script, dataDir]);
}
