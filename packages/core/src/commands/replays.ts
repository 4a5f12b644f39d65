/** The commands on replays, which are jobs that go through the orders of a range of dates. */
import { AppError, invalidInput } from "@orderdeck/contracts/errors";
import type { replayCommands } from "@orderdeck/contracts/replay/requests";
import { ORDER_EVENT_TOPICS, PARTITIONS, TOPICS } from "@orderdeck/contracts/topics";
import { isoOf } from "../domain/instant.ts";
import { ended, type JobDocument, newJob } from "../domain/job.ts";
import { isReplay, REPLAY_KIND, replayOf } from "../domain/replay-job.ts";
import { put } from "../ports/documents.ts";
import { TopicRefused } from "../ports/errors.ts";
import type { EventLog } from "../ports/event-log.ts";
import { unchanged } from "./decision.ts";
import { cancelEarlierReplay, replayEnded } from "./earlier-replays.ts";
import type { HandlersOf } from "./handler.ts";

const DAY_MS = 86_400_000;
const LIVE: ReadonlySet<string> = new Set([...ORDER_EVENT_TOPICS, TOPICS.orderAnalytics]);

export const replayHandlers: HandlersOf<typeof replayCommands> = {
	async startReplay({ jobs, store, log }, { days, topic, rate }, { id, at, actor, requestId, source, resumed }) {
		if (LIVE.has(topic) || topic.endsWith(".dlq")) {
			const message = `\`${topic}\` is live. Choose another, such as ${TOPICS.ordersReplay}`;
			throw new AppError("REPLAY_TARGET_LIVE", `topic: ${message}`, { issues: [{ path: ["topic"], message }] });
		}
		const committed = () => jobs.begin(id);
		const [started] = resumed ? await store.get("jobs", [id]) : [];
		if (started !== undefined) return { ...unchanged(replayOf(started.doc)), committed };
		await createTarget(log, topic);
		const from = isoOf(at - days * DAY_MS);
		const to = isoOf(at);
		const { job } = newJob({
			id,
			at,
			kind: REPLAY_KIND,
			actor,
			reason: null,
			request_id: requestId ?? null,
			source: source ?? null,
			filter: { from, to, topic },
			input: { days, topic, from },
			rate: rate ?? null,
			targets: [],
		});
		const counted: JobDocument = { ...job, total: await store.countOrders({ from, to }), cursor: null };
		return {
			decides: [{ op: "insert", collection: "jobs", key: id, doc: counted }],
			audit: { before: null, after: { job_id: id, days, ...(rate === undefined ? {} : { rate }) } },
			outcome: () => ({ output: replayOf(counted), writes: [] }),
			committed,
		};
	},

	async cancelReplay(deps, { id }, attempt) {
		const [read] = await deps.store.get("jobs", [id]);
		if (read === undefined || !isReplay(read.doc)) return cancelEarlierReplay(deps, id, attempt);
		const { doc } = read;
		if (attempt.resumed && doc.state === "CANCELLED") return unchanged(replayOf(doc));
		if (doc.state !== "RUNNING") throw replayEnded(doc);
		const job = ended(doc, "CANCELLED", attempt.at);
		return {
			decides: [put("jobs", id, read, job)],
			audit: { before: { state: doc.state }, after: { state: job.state } },
			outcome: () => ({ output: replayOf(job), writes: [] }),
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
