import { describe, expect, it } from "vitest";
import { PREVIEW_SECONDS, type SheetPreview, whatIsMissing } from "./action-sheet.tsx";

const NOW = 1_000_000;
const action = { label: "Reset 6 partitions", isPending: false, onAct: () => undefined };
const preview: SheetPreview = { at: NOW - 8_000, isRefreshing: false, onRefresh: () => undefined };
const ready = { action, preview, reason: "skip the batch", confirmed: true, now: NOW };

describe("an action can be taken", () => {
	it("with a reason, the name where it is required, and a preview that holds", () => {
		expect(whatIsMissing(ready)).toBeUndefined();
		expect(whatIsMissing({ ...ready, preview: undefined })).toBeUndefined();
	});

	it.each([
		["a reason", { ...ready, reason: "  " }, "Enter a reason"],
		["the name", { ...ready, confirmed: false }, "Enter the name of the environment"],
		["a preview", { ...ready, preview: { ...preview, at: undefined } }, "Loading the preview"],
		["a preview that is new", { ...ready, now: NOW - 8_000 + PREVIEW_SECONDS * 1000 + 1 }, "The preview is too old: refresh it"],
		["a preview of what is there", { ...ready, preview: { ...preview, changed: "offsets have moved" } }, "Refresh the preview first"],
		["what the state allows", { ...ready, action: { ...action, blocked: "Pause the group first" } }, "Pause the group first"],
	])("not without %s", (_what, readiness, missing) => {
		expect(whatIsMissing(readiness)).toBe(missing);
	});
});
