/** Refuses changes while the environment is locked. In Electron the main process refuses them as well. */
import type { AppRouter } from "@orderdeck/contracts/router";
import { TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import { lockedReason } from "../../shared/action-lock.ts";
import type { Environments } from "../../shared/host.ts";

export function lockLink(environments: Pick<Environments, "current">): TRPCLink<AppRouter> {
	return () =>
		({ op, next }) =>
			observable((observer) => {
				if (op.type !== "mutation") return next(op).subscribe(observer);
				let stop = () => {};
				let stopped = false;
				const run = async () => {
					const { lock, name } = await environments.current();
					if (stopped) return;
					if (lock.state === "locked") observer.error(refusal(lockedReason(name)));
					else stop = next(op).subscribe(observer).unsubscribe;
				};
				run().catch((cause: unknown) => observer.error(TRPCClientError.from(cause instanceof Error ? cause : new Error(String(cause)))));
				return () => {
					stopped = true;
					stop();
				};
			});
}

function refusal(message: string): TRPCClientError<AppRouter> {
	const problem = { code: "FORBIDDEN" as const, message, issues: [] };
	return TRPCClientError.from<AppRouter>({ error: { message, code: -32003, data: { code: "FORBIDDEN", httpStatus: 403, problem } } });
}
