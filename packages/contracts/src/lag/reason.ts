import { z } from "zod";

/** What an operator states with an action on a group; kept in the audit log. */
export const groupReasonSchema = z
	.string("must be a text of 1 to 500 characters")
	.trim()
	.min(1, "must state why")
	.max(500, "must be at most 500 characters");
