/** What commands read, write and publish with. */
import type { CommandName } from "@orderdeck/contracts/commands";
import type { Clock } from "../ports/clock.ts";
import type { DocumentReader } from "../ports/documents.ts";
import type { EventLog } from "../ports/event-log.ts";
import type { BacktestQueries } from "../ports/queries/backtests.ts";
import type { FraudQueries } from "../ports/queries/fraud.ts";
import type { JobQueries } from "../ports/queries/jobs.ts";
import type { LetterQueries } from "../ports/queries/letters.ts";
import type { OrderQueries } from "../ports/queries/orders.ts";
import type { ReplayQueries } from "../ports/queries/replays.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";
import type { AuditFacts, AuditLog } from "./audit-log.ts";
import type { OrderIds } from "./order-ids.ts";

export interface CommandContext {
	readonly log: EventLog;
	readonly store: DocumentReader & OrderQueries & ReplayQueries & JobQueries & LetterQueries & BacktestQueries & FraudQueries;
	readonly work: UnitOfWork;
	readonly clock: Clock;
	readonly ids: OrderIds;
	/** BASE_CURRENCY. */
	readonly baseCurrency: string;
	/** BUSINESS_TIME_ZONE. */
	readonly timeZone: string;
	readonly audit: AuditLog;
	/** Called when a command was committed and something after the commit failed. */
	readonly onIncomplete: (incomplete: Incomplete) => void;
	/** Called when a refusal or a failure could not be recorded in the audit log. */
	readonly onUnrecorded: (unrecorded: Unrecorded) => void;
}

/** A failure that the caller did not see. */
export interface Incomplete {
	readonly command: CommandName;
	readonly requestId: string | undefined;
	readonly error: unknown;
	/** What could not be recorded in the audit log. */
	readonly audit: AuditFacts | undefined;
}

export interface Unrecorded {
	readonly facts: Pick<AuditFacts, "request" | "action" | "target" | "result">;
	readonly error: unknown;
}
