/** The kinds of jobs that this version can execute, by the name in their documents. */

import { BACKTEST } from "@orderdeck/contracts/backtests/requests";
import { REPLAY_KIND } from "../../domain/replay-job.ts";
import { backtestKind } from "./backtest.ts";
import { CANCEL_ORDERS, cancelOrdersKind } from "./cancel-orders.ts";
import type { JobKind } from "./kind.ts";
import { REDRIVE_LETTERS, redriveLettersKind } from "./redrive-letters.ts";
import { replayKind } from "./replay.ts";
import { RESOLVE_ALERTS, resolveAlertsKind } from "./resolve-alerts.ts";

export const JOB_KINDS: Readonly<Record<string, JobKind>> = {
	[BACKTEST]: backtestKind,
	[CANCEL_ORDERS]: cancelOrdersKind,
	[REDRIVE_LETTERS]: redriveLettersKind,
	[REPLAY_KIND]: replayKind,
	[RESOLVE_ALERTS]: resolveAlertsKind,
};
