import type { GroupPause } from "@orderdeck/contracts/lag/entities";
import { PAUSE } from "@orderdeck/core/domain/group-pause.fixture";
import { NO_SETTINGS } from "@orderdeck/core/domain/lag-status/group-settings";
import type { OffsetResetRecord } from "@orderdeck/core/domain/offset-reset";
import { StoreError } from "@orderdeck/core/ports/errors";
import { describe, expect, it } from "vitest";
import { eagerClock } from "../live/live.fixture.ts";
import { createGroupControl, readPauses } from "./group-control.ts";

const GROUP = "payments-group";

/** One step, and what it was made to do; `busy`: it has not finished what it had begun. */
function open() {
	const clock = eagerClock();
	const obeyed: string[] = [];
	let paused: GroupPause | null = null;
	let reset: OffsetResetRecord | undefined;
	let away = false;
	let changes = 0;
	let busy = false;
	const store = {
		async get() {
			if (away) throw new StoreError("UNAVAILABLE", "away");
			return [{ cas: 1, doc: { ...NO_SETTINGS, paused, ...(reset === undefined ? {} : { reset }) } }] as never;
		},
	};
	const step = {
		group: GROUP,
		pause: ({ partitions }: Pick<GroupPause, "partitions">) => void obeyed.push(`pause ${partitions ?? "all"}`),
		resume: () => void obeyed.push("resume"),
		pauseApplied: () => !busy,
		leave: async () => void obeyed.push("leave"),
		rejoin: () => void obeyed.push("rejoin"),
	};
	const deps = {
		store,
		clock,
		steps: [step],
		initial: new Map(),
		endPause: async (group: string, at: string) => void obeyed.push(`end ${group} ${at}`),
		completeReset: async (group: string) => void obeyed.push(`complete ${group}`),
		takeOverMs: 20_000,
		onChange: () => {
			changes += 1;
		},
		onError: () => void obeyed.push("error"),
	};
	return {
		clock,
		deps,
		obeyed,
		control: createGroupControl(deps),
		changes: () => changes,
		set(value: { paused?: GroupPause | null; away?: boolean; busy?: boolean; reset?: OffsetResetRecord }) {
			reset = value.reset ?? reset;
			paused = value.paused === undefined ? paused : value.paused;
			away = value.away ?? away;
			busy = value.busy ?? busy;
		},
	};
}

describe("the consumers of a process", () => {
	it("obey the record of their group once for each change of it, and stay as they are while it cannot be read", async () => {
		const { control, obeyed, set } = open();
		const obey = async (change: Parameters<typeof set>[0] = {}) => {
			set(change);
			await control.obey();
			return obeyed.splice(0);
		};
		expect(await obey()).toEqual([]);
		expect(await obey({ paused: PAUSE })).toEqual(["pause all"]);
		expect(await obey()).toEqual([]);
		expect(await obey({ away: true, paused: null })).toEqual(["error"]);
		expect(control.stateOf(GROUP)).toEqual({ at: PAUSE.at, applied: true });
		expect(await obey({ away: false, paused: { ...PAUSE, partitions: [1] } })).toEqual(["pause 1"]);
		expect(await obey({ paused: null })).toEqual(["resume"]);
		expect(control.stateOf(GROUP)).toBeUndefined();
	});

	it("resume when the time of the pause is over, and have that recorded", async () => {
		const { clock, control, obeyed, set } = open();
		set({ paused: { ...PAUSE, until: new Date(clock.now() + 5_000).toISOString() } });
		await control.obey();
		clock.advance(5_000);
		await control.obey();
		expect(obeyed).toEqual(["pause all", "resume", `end ${GROUP} ${PAUSE.at}`]);
	});

	it("report a change when they are paused, when that is applied, and when they are resumed", async () => {
		const { control, changes, set } = open();
		const seen: number[] = [];
		for (const change of [{ paused: PAUSE, busy: true }, {}, { busy: false }, {}, { paused: null }]) {
			set(change);
			await control.obey();
			seen.push(changes());
		}
		expect(seen).toEqual([1, 1, 2, 2, 3]);
	});

	it("stay out of the group while its offsets are reset, and complete a reset that its process has left", async () => {
		const { clock, control, obeyed, set } = open();
		const reset = { id: "r", by: "ada", at: new Date(clock.now()).toISOString(), reason: "r", positions: [], before: [] };
		set({ paused: PAUSE, reset });
		await control.obey();
		await control.obey();
		expect(obeyed.splice(0)).toEqual(["pause all", "leave"]);
		clock.advance(20_000);
		await control.obey();
		expect(obeyed.splice(0)).toEqual([`complete ${GROUP}`]);
		set({ reset: { ...reset, failure: null } });
		await control.obey();
		await control.obey();
		expect(obeyed).toEqual(["rejoin"]);
	});

	it("start paused where the record states it", async () => {
		const { clock, deps, set } = open();
		set({ paused: PAUSE });
		expect(await readPauses(deps, [GROUP])).toEqual(new Map([[GROUP, PAUSE]]));
		set({ paused: { ...PAUSE, until: new Date(clock.now()).toISOString() } });
		expect(await readPauses(deps, [GROUP])).toEqual(new Map());
	});
});
