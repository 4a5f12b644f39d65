import { createHash } from "node:crypto";
import type { Id } from "@orderdeck/contracts/events";

/** The key of the document of a rule's suppression for a customer: a hash, since a customer's id may be longer than a key. */
export function suppressionKey(rule: string, customer: Id): string {
	return createHash("sha256")
		.update(JSON.stringify([rule, String(customer)]))
		.digest("hex");
}
