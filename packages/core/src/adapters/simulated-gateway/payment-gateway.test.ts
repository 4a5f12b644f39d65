import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { hashOf } from "../../domain/hash.ts";
import type { Clock } from "../../ports/clock.ts";
import { GatewayTimeout } from "../../ports/errors.ts";
import { paymentGatewayConformance } from "../../ports/payment-gateway.conformance.ts";
import { systemClock } from "../system-clock.ts";
import { openLedger, readLedger } from "./ledger.ts";
import { createSimulatedGateway } from "./simulated-gateway.ts";

const RATE = 0.02;
const ids = Array.from({ length: 5_000 }, (_, id) => String(id));
const isDeclined = (id: string): boolean => hashOf(id) / 2 ** 32 < RATE;
const [accepted = "", declined = ""] = [ids.find((id) => !isDeclined(id)), ids.find(isDeclined)];

async function provider(clock: Clock = systemClock) {
	const dir = mkdtempSync(join(tmpdir(), "orderdeck-gateway-"));
	let ledger = openLedger(dir);
	const gatewayOn = () => createSimulatedGateway({ clock, latencyMs: 1, declineRate: RATE, ledger });
	return {
		dir,
		gateway: gatewayOn(),
		accepted,
		declined,
		async taken(key: string) {
			const entries = readLedger(dir).filter((entry) => entry.key === key);
			return { captures: entries.filter(({ captured }) => captured).length, refunds: entries.filter(({ refunded }) => refunded).length };
		},
		async reopen() {
			await ledger[Symbol.asyncDispose]();
			ledger = openLedger(dir);
			return gatewayOn();
		},
		end: () => ledger[Symbol.asyncDispose](),
		async [Symbol.asyncDispose]() {
			await ledger[Symbol.asyncDispose]();
			rmSync(dir, { recursive: true, force: true });
		},
	};
}

paymentGatewayConformance("the simulated gateway", () => provider());

describe("the simulated gateway", () => {
	it("declines the configured share, the same orders each time", async () => {
		const decisions = async () => {
			await using subject = await provider();
			const results = await Promise.all(
				ids.map((id) => subject.gateway.charge({ idempotencyKey: id, orderId: id, amount: 1, currency: "USD" })),
			);
			return results.map(({ kind }) => kind);
		};
		const first = await decisions();
		const share = first.filter((kind) => kind === "declined").length / first.length;
		expect(share).toBeGreaterThan(0.01);
		expect(share).toBeLessThan(0.03);
		expect(await decisions()).toEqual(first);
	});

	it("has many charges in flight concurrently", async () => {
		let asleep = 0;
		let most = 0;
		const clock: Clock = {
			...systemClock,
			async sleep(ms) {
				asleep += 1;
				most = Math.max(most, asleep);
				await systemClock.sleep(ms);
				asleep -= 1;
			},
		};
		await using subject = await provider(clock);
		await Promise.all(
			ids.slice(0, 50).map((id) => subject.gateway.charge({ idempotencyKey: id, orderId: id, amount: 1, currency: "USD" })),
		);
		expect(most).toBe(50);
	});

	it("records a charge in its ledger before it responds", async () => {
		await using subject = await provider();
		await subject.gateway.charge({ idempotencyKey: "k", orderId: accepted, amount: 12.34, currency: "USD" });
		expect(readLedger(subject.dir)).toMatchObject([
			{ key: "k", orderId: accepted, amountMinor: 1234, currency: "USD", captured: true, refunded: false, attempts: 1 },
		]);
	});

	it("records the currency, and the amount in whole minor units of it", async () => {
		await using subject = await provider();
		for (const [amount, currency] of [
			[45_000, "JPY"],
			[1.235, "KWD"],
			[1.005, "USD"],
		] as const) {
			await subject.gateway.charge({ idempotencyKey: currency, orderId: accepted, amount, currency });
		}
		expect(readLedger(subject.dir).map(({ amountMinor, currency }) => [amountMinor, currency])).toEqual([
			[45_000, "JPY"],
			[1_235, "KWD"],
			[101, "USD"],
		]);
	});

	it("opens the ledger of an earlier version, whose charges were all in US dollars", async () => {
		await using subject = await provider();
		await subject.end();
		const earlier = new DatabaseSync(join(subject.dir, "payment-gateway.db"));
		earlier.exec(`ALTER TABLE captures RENAME COLUMN amount_minor TO amount_cents; ALTER TABLE captures DROP COLUMN currency;
			INSERT INTO captures VALUES ('k', '1', 1234, 'captured', 'sim-k', 0, NULL, 1)`);
		earlier.close();
		expect(readLedger(subject.dir)).toMatchObject([{ key: "k", amountMinor: 1234, currency: "USD" }]);
		await using ledger = openLedger(subject.dir);
		expect(await ledger.find("k")).toMatchObject({ amountMinor: 1234, currency: "USD", captured: true });
	});

	it("times out while its ledger is unavailable: the result of the charge is unknown", async () => {
		await using subject = await provider();
		await subject.end();
		const request = { idempotencyKey: "k", orderId: accepted, amount: 1, currency: "USD" };
		await expect(subject.gateway.charge(request)).rejects.toBeInstanceOf(GatewayTimeout);
		await expect(subject.gateway.find("k")).rejects.toBeInstanceOf(GatewayTimeout);
	});
});
