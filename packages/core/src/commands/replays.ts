/** The commands on replay jobs. */
import { AppError, invalidInput } from "@orderdeck/contracts/errors";
import type { ReplayJob } from "@orderdeck/contracts/replay/entities";
import type { replayCommands } from "@orderdeck/contracts/replay/requests";
import { ORDER_EVENT_TOPICS, PARTITIONS, TOPICS } from "@orderdeck/contracts/topics";
import { isoOf } from "../domain/instant.ts";
import { put } from "../ports/documents.ts";
import { TopicRefused } from "../ports/errors.ts";
import type { EventLog } from "../ports/event-log.ts";
import { unchanged } from "./decision.ts";
import type { HandlersOf } from "./handler.ts";

const DAY_MS = 86_400_000;
const LIVE: ReadonlySet<string> = new Set([...ORDER_EVENT_TOPICS, TOPICS.orderAnalytics]);

export const replayHandlers: HandlersOf<typeof replayCommands> = {
	async startReplay({ replays, store, log }, { days, topic }, { id, at, resumed }) {
		if (LIVE.has(topic) || topic.endsWith(".dlq")) {
			const message = `is live: a replay into ${topic} would run its orders again; name another topic, such as ${TOPICS.ordersReplay}`;
			throw new AppError("REPLAY_TARGET_LIVE", `topic: ${message}`, { issues: [{ path: ["topic"], message }] });
		}
		const [started] = resumed ? await store.get("replays", [id]) : [];
		if (started !== undefined) {
			// Nobody has carried it on: the request that stored it may have ended before it began.
			const { doc } = started;
			return { ...unchanged(doc), committed: () => (doc.updated_at === undefined ? replays.begin(doc) : undefined) };
		}
		await createTarget(log, topic);
		const from = isoOf(at - days * DAY_MS);
		const job: ReplayJob = {
			job_id: id,
			state: "RUNNING",
			days,
			topic,
			from,
			total: await store.countOrders({ from, to: isoOf(at) }),
			replayed: 0,
			started_at: isoOf(at),
			ended_at: null,
			error: null,
		};
		return {
			decides: [{ op: "insert", collection: "replays", key: id, doc: job }],
			audit: { before: null, after: { job_id: id, days } },
			outcome: () => ({ output: job, writes: [] }),
			committed: () => replays.begin(job),
		};
	},

	async cancelReplay({ store }, { id }, { at, resumed }) {
		const [read] = await store.get("replays", [id]);
		if (read === undefined) throw new AppError("NOT_FOUND", `There is no replay job ${id}.`);
		if (resumed && read.doc.state === "CANCELLED") return unchanged(read.doc);
		if (read.doc.state !== "RUNNING") throw new AppError("REPLAY_ALREADY_ENDED", `Replay ${id} has ended: ${read.doc.state}.`);
		const job: ReplayJob = { ...read.doc, state: "CANCELLED", error: null, ended_at: isoOf(at) };
		return {
			decides: [put("replays", id, read, job)],
			audit: { before: { state: read.doc.state }, after: { state: job.state } },
			outcome: () => ({ output: job, writes: [] }),
		};
	},
};

/** That a name collides with an existing topic's is only known to the log. */
async function createTarget(log: EventLog, topic: string): Promise<void> {
	try {
		await log.ensureTopics([{ topic, partitions: PARTITIONS }]);
	} catch (error) {
		throw error instanceof TopicRefused ? invalidInput(["topic"], `must be ${error.needs}`) : error;
	}
}
