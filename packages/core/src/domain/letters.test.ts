import type { LetterState } from "@orderdeck/contracts/letters/entities";
import { LETTER_STATES } from "@orderdeck/contracts/letters/states";
import fc from "fast-check";
import { expect, it } from "vitest";
import { letter } from "../ports/order-store.samples.ts";
import { moveLetter } from "./letters.ts";

const FINAL: readonly LetterState[] = ["SUCCEEDED", "FAILED_AGAIN"];

it("moves as the states allow, whatever is tried: what is final stays, and each redrive begins with a letter that waits", () => {
	fc.assert(
		fc.property(fc.array(fc.constantFrom(...LETTER_STATES), { maxLength: 40 }), (tries) => {
			let doc = letter("payments-group:0:1");
			let redrives = 0;
			for (const to of tries) {
				const moved = moveLetter(doc, { to, at: 0, by: "olga" });
				if (moved === undefined) continue;
				expect(FINAL).not.toContain(doc.state);
				if (to === "REDRIVING") {
					expect(doc.state).toBe("WAITING");
					redrives += 1;
				}
				expect(moved.version).toBe(doc.version + 1);
				doc = moved;
			}
			expect(doc.redrive_count).toBe(redrives);
			expect(doc.history.length).toBeLessThanOrEqual(20);
		}),
	);
});

it("records who moved it, when and why", () => {
	const discarded = moveLetter(letter("g:0:1"), { to: "DISCARDED", at: Date.UTC(2026, 0, 5), by: "olga", note: "a test" });
	expect(discarded).toMatchObject({
		state: "DISCARDED",
		history: [{ at: "2026-01-05T00:00:00.000Z", state: "DISCARDED", by: "olga", note: "a test" }],
	});
});
