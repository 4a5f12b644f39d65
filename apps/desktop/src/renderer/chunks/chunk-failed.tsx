/** In place of what could not be loaded. It is loaded again as soon as the daemon responds. */
import { Button } from "@mantine/core";
import { IconPlugConnectedX, IconRefresh, IconRefreshAlert } from "@tabler/icons-react";
import { useEffect } from "react";
import { nextTryWords } from "../live/connection.ts";
import { useLine, useLiveContext, useRunningNow } from "../live/live-context.tsx";
import { Message } from "../ui/panel.tsx";
import type { ChunkFailure } from "./chunk.ts";

/** How often it is tried again while the daemon responds, in ms: a file that is gone may come back only with another daemon. */
const RETRY_MS: Record<ChunkFailure, number> = { unreachable: 1_000, replaced: 10_000 };

export function ChunkFailed({ failure, onRetry }: { failure: ChunkFailure; onRetry: () => Promise<void> }) {
	const isLive = useLine().state === "live";
	useEffect(() => {
		if (!isLive) return;
		if (failure === "unreachable") void onRetry();
		const timer = setInterval(() => void onRetry(), RETRY_MS[failure]);
		return () => clearInterval(timer);
	}, [isLive, failure, onRetry]);
	if (failure === "unreachable") return <Unreachable onRetry={() => void onRetry()} />;
	return (
		<Message icon={<IconRefreshAlert size={20} />} title="This part is no longer available">
			The daemon and this page are of different versions. Reload the page.
		</Message>
	);
}

/** The daemon does not respond, and what would be here was not loaded before. */
export function Unreachable({ onRetry }: { onRetry?: () => void }) {
	const live = useLiveContext();
	const line = useLine();
	const now = useRunningNow();
	const retry = () => {
		live.line?.tryNow();
		onRetry?.();
	};
	return (
		<Message
			icon={<IconPlugConnectedX size={20} />}
			title="Daemon unreachable"
			action={
				<Button leftSection={<IconRefresh size={14} />} onClick={retry}>
					Try now
				</Button>
			}
			code={nextTryWords(line, now)}
		>
			This could not be loaded. It opens automatically as soon as the daemon responds.
		</Message>
	);
}
