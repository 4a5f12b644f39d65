/** Whether the operator of this app has unlocked an environment, by its daemon. */
import { sessionSchema } from "@orderdeck/contracts/session";
import { z } from "zod";
import type { Environment } from "../../shared/environment.ts";
import type { Fetch } from "../../shared/sign-in/authorization.ts";

const responseSchema = z.object({ result: z.object({ data: sessionSchema.pick({ unlock: true }) }) });

/** False where the daemon does not state it. */
export type UnlockCheck = (environment: Pick<Environment, "url">, secret: string | undefined) => Promise<boolean>;

export function createUnlockCheck(fetch: Fetch): UnlockCheck {
	return async ({ url }, secret) => {
		const headers = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
		try {
			const response = await fetch(`${url}/trpc/session`, { headers, redirect: "error", credentials: "omit", cache: "no-store" });
			return responseSchema.parse(await response.json()).result.data.unlock !== null;
		} catch {
			return false;
		}
	};
}
