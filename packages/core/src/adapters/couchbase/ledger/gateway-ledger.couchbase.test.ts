import { describe, expect, it } from "vitest";
import { hashOf } from "../../../domain/hash.ts";
import { paymentGatewayConformance } from "../../../ports/payment-gateway.conformance.ts";
import { createSimulatedGateway } from "../../simulated-gateway/simulated-gateway.ts";
import { systemClock } from "../../system-clock.ts";
import { testPlace } from "../couchbase.fixture.ts";

const RATE = 0.02;
const isDeclined = (id: string): boolean => hashOf(id) / 2 ** 32 < RATE;
const ids = Array.from({ length: 5_000 }, (_, id) => String(id));
const [accepted = "", declined = ""] = [ids.find((id) => !isDeclined(id)), ids.find(isDeclined)];

async function provider() {
	const place = await testPlace();
	const gatewayOn = () => createSimulatedGateway({ clock: systemClock, latencyMs: 1, declineRate: RATE, ledger: place.open().ledger });
	return {
		gateway: gatewayOn(),
		accepted,
		declined,
		async taken(key: string) {
			const entry = await place.open().ledger.find(key);
			return { captures: entry?.captured === true ? 1 : 0, refunds: entry?.refunded === true ? 1 : 0 };
		},
		reopen: async () => gatewayOn(),
		[Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
	};
}

paymentGatewayConformance("the simulated gateway with its books in Couchbase", provider);

describe("the books in Couchbase", () => {
	it("are one for all processes: a key's first charge decides, later ones are counted", async () => {
		await using place = await testPlace();
		const ledgers = Array.from({ length: 4 }, () => place.open().ledger);
		const charge = { key: "k", orderId: "1", amountMinor: 1234, currency: "USD", captured: true, paymentId: "sim-k", at: 0 };
		const posted = await Promise.all(
			Array.from({ length: 20 }, (_, at) => ledgers[at % 4]?.post([{ kind: "charge", charge: { ...charge, at } }])),
		);
		const entries = posted.flatMap((each) => each ?? []);
		const first = entries.find((entry) => entry?.attempts === 1);
		expect(new Set(entries.map((entry) => entry?.at))).toEqual(new Set([first?.at]));
		expect(await ledgers[0]?.find("k")).toEqual({ ...charge, at: first?.at, refunded: false, attempts: 20 });
	});

	it("know no refund of an unknown key", async () => {
		await using place = await testPlace();
		expect(await place.open().ledger.post([{ kind: "refund", key: "never", at: 0 }])).toEqual([undefined]);
	});
});
