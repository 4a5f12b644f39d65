/** Starts and stops the daemon of this machine, where the app can. */
import { Button, Menu } from "@mantine/core";
import { IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { LocalDaemon, LocalDaemonState } from "../../../shared/host.ts";
import { useHost } from "../../host/host-context.tsx";
import { toastRefused } from "../../ui/toast.tsx";
import { useEnvironment } from "./environment-context.tsx";

function useLocalDaemon(daemon: LocalDaemon | undefined): LocalDaemonState | undefined {
	const [state, setState] = useState<LocalDaemonState>();
	useEffect(() => {
		if (daemon === undefined) return;
		void daemon.state().then(setState);
		return daemon.onChange(setState);
	}, [daemon]);
	return state;
}

async function start(daemon: LocalDaemon): Promise<void> {
	const state = await daemon.start();
	if (state.state === "failed") toastRefused("The daemon did not start", state.reason);
}

export function DaemonItem() {
	const { localDaemon } = useHost();
	const state = useLocalDaemon(localDaemon);
	if (localDaemon === undefined || state === undefined) return null;
	if (state.state === "running") {
		return (
			<Menu.Item leftSection={<IconPlayerStop size={14} />} onClick={() => void localDaemon.stop()}>
				Stop the local daemon
			</Menu.Item>
		);
	}
	const busy = state.state === "starting" || state.state === "stopping";
	return (
		<Menu.Item leftSection={<IconPlayerPlay size={14} />} disabled={busy} onClick={() => void start(localDaemon)}>
			{busy ? `The daemon is ${state.state}` : "Start the local daemon"}
		</Menu.Item>
	);
}

/** For a local environment whose daemon cannot be reached. */
export function StartDaemon() {
	const { localDaemon } = useHost();
	const { kind } = useEnvironment();
	const state = useLocalDaemon(localDaemon);
	if (localDaemon === undefined || state === undefined || kind !== "local") return null;
	return (
		<>
			<Button
				variant="filled"
				leftSection={<IconPlayerPlay size={14} />}
				loading={state.state === "starting"}
				onClick={() => void localDaemon.start()}
			>
				Start the local daemon
			</Button>
			{state.state === "failed" && (
				<p className="sm bad" role="alert">
					{state.reason}
				</p>
			)}
		</>
	);
}
