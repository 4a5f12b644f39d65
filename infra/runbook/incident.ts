/** An open incident: none is reported in a daemon's first minute, so this one runs in this process, with its clock moved. */
import { lagSchema } from "@orderdeck/contracts/lag/requests";
import { GROUPS, PARTITIONS, TOPICS } from "@orderdeck/contracts/topics";
import { created } from "@orderdeck/core/steps/events.fixture";
import { encodeEvent } from "@orderdeck/core/wire/codec";
import type { z } from "zod";
import { startTestDaemon } from "../../apps/daemon/src/http/server.fixture.ts";
import { createCaller } from "./caller.ts";

const SAMPLE_MS = 2_000;
const SAMPLES = 60;

/** Leaves an order unread by payments for two minutes, and acknowledges the incident. */
export async function acknowledgeIncident(call: string, schema: z.ZodType): Promise<void> {
	await using daemon = await startTestDaemon();
	const { url, log, lag } = daemon;
	const group = GROUPS.payments;
	await log.ensureTopics([{ topic: TOPICS.orders, partitions: PARTITIONS }]);
	const starts = await log.bounds([TOPICS.orders]);
	await log.seek(
		group,
		starts.map(({ topic, partition, earliest }) => ({ topic, partition, offset: earliest })),
	);
	await log.append([encodeEvent(created(1))]);
	const now = Date.now;
	try {
		for (let sample = 0; sample < SAMPLES; sample += 1) {
			Date.now = () => now() + sample * SAMPLE_MS;
			await lag.sample();
		}
		const { send } = createCaller(url);
		const { groups } = await send("GET /api/lag", lagSchema);
		const incident = groups.find((each) => each.group === group)?.incident;
		await send(call, schema, { group, incident_id: incident?.incident_id });
	} finally {
		Date.now = now;
	}
}
