/** How much a test runs: enough for the gate, or all of it in `npm run soak`, which sets SOAK=true. */
export const SOAK = process.env.SOAK === "true";

/** The first number in the gate, the second in a soak run. */
export function extent(gate: number, soak: number): number {
	return SOAK ? soak : gate;
}
