import { describe, expect, it } from "vitest";
import { readSettings } from "./notice-settings.ts";

const DEFAULTS = { alerts: true, lag: true, stock: true, system: false };

describe("the settings of notifications", () => {
	it("is as it was kept", () => {
		expect(readSettings('{"alerts":false,"lag":true,"stock":false,"system":true}', DEFAULTS)).toEqual({
			alerts: false,
			lag: true,
			stock: false,
			system: true,
		});
		expect(readSettings('{"lag":false}', DEFAULTS)).toEqual({ ...DEFAULTS, lag: false });
	});

	it("is the default where nothing was, or nothing that is understood", () => {
		for (const kept of [undefined, "", "{", "7", '{"lag":"no"}']) expect(readSettings(kept, DEFAULTS)).toEqual(DEFAULTS);
	});
});
