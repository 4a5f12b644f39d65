/** Saves what was exported, once the audit log has it: what cannot be recorded is not saved. */
import type { exportInputSchema } from "@orderdeck/contracts/access/requests";
import type { z } from "zod";
import { useTRPCClient } from "../api/client.ts";
import { useHost } from "../host/host-context.tsx";

export interface ExportedFile {
	readonly record: z.input<typeof exportInputSchema>;
	readonly name: string;
	readonly mime: string;
	readonly text: string;
}

/** Rejects where the daemon does not record it. */
export function useSaveExport(): (file: ExportedFile) => Promise<"saved" | "cancelled"> {
	const client = useTRPCClient();
	const host = useHost();
	return async ({ record, name, mime, text }) => {
		await client.access.recordExport.mutate(record);
		return host.saveFile(name, mime, text);
	};
}
