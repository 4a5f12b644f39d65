/** What an operator does with alerts, one at a time, and what came of it. */
import type { AlertRecord, FraudAlert, Verdict } from "@orderdeck/contracts/fraud/entities";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { type ApiClient, useTRPC, useTRPCClient } from "../../api/client.ts";
import { problemOf } from "../../api/problem.ts";

export type DeskAct =
	| { readonly kind: "claim" | "release"; readonly alert: FraudAlert }
	| { readonly kind: "note"; readonly alert: FraudAlert; readonly text: string }
	| { readonly kind: "resolve"; readonly alert: FraudAlert; readonly verdict: Verdict; readonly note: string };

/** What became of an alert: it was resolved, with others of its order. */
export interface Outcome {
	readonly alert: FraudAlert;
	/** Other alerts of its order, by id. */
	readonly alsoResolved: readonly string[];
}

/** Why something was not done with an alert, in a sentence. */
export interface Refusal {
	readonly id: string;
	readonly message: string;
}

export interface Desk {
	readonly act: (act: DeskAct) => void;
	readonly isPending: boolean;
	readonly refusal: Refusal | undefined;
	readonly refuse: (refusal: Refusal) => void;
	/** Alerts that somebody else came to first, by id. */
	readonly lost: ReadonlySet<string>;
	/** Of the last verdict. */
	readonly outcome: Outcome | undefined;
	/** Takes in what another form of this screen did to an alert. */
	readonly changed: (alert: AlertRecord) => void;
}

interface DeskParts {
	/** The list shows it. */
	readonly take: (alert: FraudAlert) => void;
	/** The next alert may be opened. */
	readonly onResolved: (outcome: Outcome) => void;
}

/** Somebody else came first: who, and until when, is stated beside the alert once it was read again. */
const LOST: ReadonlyMap<string, string> = new Map([
	["CLAIMED_BY_OTHER", "Someone else claimed it first."],
	["CHANGED_MEANWHILE", "Someone else has changed it."],
	["ALERT_RESOLVED", "Someone else resolved it first."],
]);

async function run(client: ApiClient, act: DeskAct): Promise<{ readonly record: AlertRecord; readonly alsoResolved: readonly string[] }> {
	const named = { id: act.alert.alert_id, version: act.alert.version };
	switch (act.kind) {
		case "claim":
			return { record: await client.alerts.claim.mutate(named), alsoResolved: [] };
		case "release":
			return { record: await client.alerts.release.mutate(named), alsoResolved: [] };
		case "note":
			return { record: await client.alerts.note.mutate({ ...named, text: act.text }), alsoResolved: [] };
		case "resolve": {
			const note = act.note.trim() === "" ? {} : { note: act.note.trim() };
			const record = await client.alerts.resolve.mutate({ ...named, verdict: act.verdict, ...note });
			return { record, alsoResolved: record.also_resolved };
		}
	}
}

export function useDesk({ take, onResolved }: DeskParts): Desk {
	const client = useTRPCClient();
	const [refusal, setRefusal] = useState<Refusal>();
	const [lost, setLost] = useState<ReadonlySet<string>>(new Set());
	const [outcome, setOutcome] = useState<Outcome>();
	const resolved = useRef(onResolved);
	resolved.current = onResolved;
	const { changed, reread } = useKnownAlerts(take);
	const { mutate, isPending } = useMutation({
		mutationFn: (act: DeskAct) => run(client, act),
		onSuccess({ record, alsoResolved }, { kind, alert: { alert_id: id } }) {
			setRefusal(undefined);
			setLost((known) => new Set([...known].filter((each) => each !== id)));
			changed(record);
			if (kind !== "resolve") return;
			setOutcome({ alert: record, alsoResolved });
			resolved.current({ alert: record, alsoResolved });
		},
		onError(error, { alert: { alert_id: id } }) {
			const { code, message } = problemOf(error);
			const mayBeDone = code === "UNREACHABLE" ? " The change may have taken effect. It is safe to try again." : "";
			setRefusal({ id, message: LOST.get(code) ?? `${message}${mayBeDone}` });
			if (LOST.has(code)) setLost((known) => new Set(known).add(id));
			reread(id);
		},
	});
	return {
		act: mutate,
		isPending,
		refusal,
		refuse: setRefusal,
		lost,
		outcome: outcome?.alert.state === "RESOLVED" ? outcome : undefined,
		changed(record) {
			changed(record);
			setOutcome((known) => (known?.alert.alert_id === record.alert_id ? { ...known, alert: record } : known));
		},
	};
}

/** Keeps what is read of alerts in step with what is known of them. */
function useKnownAlerts(take: (alert: FraudAlert) => void) {
	const trpc = useTRPC();
	const queryClient = useQueryClient();
	const changed = useCallback(
		(record: AlertRecord) => {
			take(record);
			const queryKey = trpc.alerts.get.queryKey({ id: record.alert_id });
			queryClient.setQueryData(queryKey, (known) => known && { ...known, ...record });
			void queryClient.invalidateQueries({ queryKey });
			void queryClient.invalidateQueries(trpc.alerts.counts.pathFilter());
		},
		[queryClient, trpc, take],
	);
	/** Somebody else has changed it: who, is shown in its row. */
	const reread = useCallback(
		(id: string) => {
			const read = queryClient.fetchQuery({ ...trpc.alerts.get.queryOptions({ id }), staleTime: 0, retry: false });
			// One that cannot be read leaves the row as it is; the panel states why.
			read.then(take, () => undefined);
		},
		[queryClient, trpc, take],
	);
	return { changed, reread };
}
