/** The way to the daemon: batched calls over HTTP. What is live comes through a live line (`live/page-line.ts`). */
import type { AuditClient } from "@orderdeck/contracts/audit/entities";
import { CLIENT_HEADER, KIND_HEADER } from "@orderdeck/contracts/client-header";
import type { AppRouter } from "@orderdeck/contracts/router";
import { createTRPCClient, httpBatchLink, httpLink, splitLink, type TRPCClient } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import type { Environments } from "../../shared/host.ts";
import { timedFetch } from "../live/daemon-clock.ts";
import { idempotencyLink } from "./idempotency-link.ts";
import { authorization, type TokenStore } from "./token.ts";

export type ApiClient = TRPCClient<AppRouter>;

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

function idempotencyHeader(context: Record<string, unknown>): Record<string, string> {
	const { idempotencyKey } = context;
	return typeof idempotencyKey === "string" ? { "idempotency-key": idempotencyKey } : {};
}

/**
 * A client of the daemon at `url` (`/trpc` of its origin). The token is read again for each request and goes into a header,
 * never into the address. Mutations are sent singly, so that each may carry its own headers; they name this client for the audit log, and the
 * kind of environment that it shows: the daemon refuses them while production is locked. (The desktop app's main process puts its own there.)
 */
export function createApiClient(url: string, tokens: TokenStore, environments?: Pick<Environments, "current">): ApiClient {
	return createTRPCClient<AppRouter>({
		links: [
			idempotencyLink(),
			splitLink({
				condition: (op) => op.type === "mutation",
				true: httpLink({
					url,
					fetch: timedFetch,
					headers: async ({ op }) => ({
						[CLIENT_HEADER]: "web" satisfies AuditClient,
						...(environments === undefined ? {} : { [KIND_HEADER]: (await environments.current()).kind }),
						...authorization(tokens.get()),
						...idempotencyHeader(op.context),
					}),
				}),
				false: httpBatchLink({ url, fetch: timedFetch, headers: () => authorization(tokens.get()), maxItems: 8, maxURLLength: 4000 }),
			}),
		],
	});
}
