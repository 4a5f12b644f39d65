/** What is shipped: a supported Electron, and a binary whose fuses are set as decided. */
import assert from "node:assert/strict";
import { FuseState, FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { test } from "@playwright/test";
import electron from "electron/package.json" with { type: "json" };
import { unsupported } from "../build/electron-support.ts";
import { FUSES } from "../build/fuses.ts";

test("16: Electron's major is supported today", () => {
	assert.equal(unsupported(electron.version, new Date()), undefined);
});

test("19: the packaged binary's fuses are all as decided", async () => {
	const { PACKAGED_APP = "" } = process.env;
	test.skip(PACKAGED_APP === "", "fuses of the packaged binary: PACKAGED_APP names none");
	const wire = await getCurrentFuseWire(PACKAGED_APP);
	for (const fuse of Object.values(FuseV1Options)) {
		if (typeof fuse === "number") assert.equal(wire[fuse], FUSES[fuse] ? FuseState.ENABLE : FuseState.DISABLE, FuseV1Options[fuse]);
	}
});
