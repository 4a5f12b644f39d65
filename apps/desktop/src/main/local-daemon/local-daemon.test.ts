import { describe, expect, it } from "vitest";
import type { LocalDaemonState } from "../../shared/host.ts";
import { createLocalDaemon } from "./local-daemon.ts";

/** A daemon's process that the test ends. */
function machine() {
	const states: LocalDaemonState["state"][] = [];
	let end: (how: { code: number; lastOutput: string }) => void = () => {};
	let listening = false;
	let sleeping: (() => void) | undefined;
	const done = { launched: 0, stopped: 0, killed: 0 };
	const daemon = createLocalDaemon({
		launch() {
			done.launched++;
			const ended = new Promise<{ code: number; lastOutput: string }>((resolve) => {
				end = resolve;
			});
			return {
				ended,
				stop: () => void done.stopped++,
				kill() {
					done.killed++;
					end({ code: 1, lastOutput: "" });
				},
			};
		},
		isListening: async () => listening,
		changed: ({ state }) => states.push(state),
		sleep: () =>
			new Promise((resolve) => {
				sleeping = resolve;
			}),
	});
	const settle = () => new Promise((resolve) => setTimeout(resolve));
	return {
		daemon,
		states,
		done,
		settle,
		end: (how: { code: number; lastOutput: string }) => end(how),
		pass: async () => {
			await settle();
			sleeping?.();
			await settle();
		},
		listen(now: boolean) {
			listening = now;
		},
	};
}

describe("the daemon of this machine", () => {
	it("runs once it responds, and stops when it has drained", async () => {
		const { daemon, states, done, end, listen, pass, settle } = machine();
		const starting = daemon.start();
		await settle();
		listen(true);
		await pass();
		expect(await starting).toEqual({ state: "running" });
		const stopping = daemon.stop();
		await settle();
		expect([done.stopped, done.killed]).toEqual([1, 0]);
		end({ code: 0, lastOutput: "" });
		expect(await stopping).toEqual({ state: "stopped" });
		expect(states).toEqual(["starting", "running", "stopping", "stopped"]);
	});

	it("reports its last output when it does not start", async () => {
		const { daemon, end, settle } = machine();
		const starting = daemon.start();
		await settle();
		end({ code: 2, lastOutput: "warming up\nPORT=4400 on HOST=127.0.0.1 cannot be used: something listens there already.\n" });
		expect(await starting).toEqual({
			state: "failed",
			reason: "PORT=4400 on HOST=127.0.0.1 cannot be used: something listens there already.",
		});
	});

	it("reports when it exits later, and can be started again", async () => {
		const { daemon, done, end, listen, pass, settle } = machine();
		const starting = daemon.start();
		await settle();
		listen(true);
		await pass();
		await starting;
		listen(false);
		end({ code: 134, lastOutput: "" });
		await settle();
		expect(daemon.state()).toEqual({ state: "failed", reason: "It ended with code 134." });
		void daemon.start();
		await settle();
		expect([done.launched, daemon.state().state]).toEqual([2, "starting"]);
	});

	it("is ended when it does not drain", async () => {
		const { daemon, done, listen, pass, settle } = machine();
		const starting = daemon.start();
		await settle();
		listen(true);
		await pass();
		await starting;
		const stopping = daemon.stop();
		await pass();
		expect(await stopping).toEqual({ state: "stopped" });
		expect(done.killed).toBe(1);
	});

	it("is not started over another one, nor twice", async () => {
		const other = machine();
		other.listen(true);
		expect((await other.daemon.start()).state).toBe("failed");
		expect(other.done.launched).toBe(0);

		const { daemon, done, listen, pass, settle } = machine();
		const both = [daemon.start(), daemon.start()];
		await settle();
		listen(true);
		await pass();
		await Promise.all(both);
		expect(done.launched).toBe(1);
	});
});
