/** What operators do with a group: pause, resume, reset its offsets, restore them. One sheet is open at a time. */
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { IconArrowBackUp, IconPlayerPause, IconPlayerPlay, IconRotate2 } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { epochOf, timeOrDate } from "../../format/time.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { ActButton } from "../../shell/act-button.tsx";
import { useSession } from "../../shell/session.tsx";
import { blockedActions } from "./group-action-rules.ts";
import { PauseSheet } from "./pause-sheet.tsx";
import { PausedBand } from "./paused-band.tsx";
import { ResetSheet } from "./reset-sheet.tsx";
import { type Restorable, RestoreSheet, undoOf, undoOfEarlier } from "./restore-sheet.tsx";
import { ResumeSheet } from "./resume-sheet.tsx";

type Sheet = { readonly kind: "pause" | "resume" | "reset" } | { readonly kind: "restore"; readonly reset: Restorable };

const ACTION = { pause: "lag.pause", resume: "lag.resume", reset: "lag.resetOffsets", restore: "lag.restoreOffsets" } as const;

export function GroupActions({ group }: { group: GroupLag }) {
	const session = useSession();
	const [sheet, setSheet] = useState<Sheet>();
	const { act: requested } = useSearch({ from: "/lag" });
	const navigate = useNavigate({ from: "/lag" });
	// The palette opens a sheet by the address, once.
	useEffect(() => {
		if (requested === undefined) return;
		setSheet({ kind: requested });
		void navigate({ search: ({ act: _, ...known }) => known, replace: true });
	}, [requested, navigate]);
	const blocked = blockedActions(group, session);
	const { restorable } = group;
	const now = daemonClock.now();
	const close = () => setSheet(undefined);
	const act = (next: Sheet, label: string, icon: ReactNode) => (
		<ActButton
			h={24}
			leftSection={icon}
			action={ACTION[next.kind]}
			unavailable={blocked[next.kind]}
			aria-label={`${label} ${group.group}`}
			onClick={() => setSheet(next)}
		>
			{label}
		</ActButton>
	);
	return (
		<>
			{group.paused !== null && (
				<PausedBand group={group} paused={group.paused}>
					{act({ kind: "resume" }, "Resume…", <IconPlayerPlay size={14} />)}
				</PausedBand>
			)}
			<span className="row">
				{group.paused === null && act({ kind: "pause" }, "Pause…", <IconPlayerPause size={14} />)}
				{act({ kind: "reset" }, "Reset offsets…", <IconRotate2 size={14} />)}
			</span>
			{restorable !== null && (
				<span className="row t2 tn">
					<span title={restorable.reason}>
						Offsets reset by {restorable.by} at {timeOrDate(epochOf(restorable.at), now)}, to be undone until{" "}
						{timeOrDate(epochOf(restorable.until), now)}
					</span>
					{act({ kind: "restore", reset: undoOfEarlier(restorable, group) }, "Restore previous offsets…", <IconArrowBackUp size={14} />)}
				</span>
			)}
			{sheet?.kind === "pause" && <PauseSheet group={group} onClose={close} />}
			{sheet?.kind === "resume" && <ResumeSheet group={group} blocked={blocked.resume} onClose={close} />}
			{sheet?.kind === "reset" && (
				<ResetSheet
					group={group}
					blocked={blocked.reset}
					onClose={close}
					onRestore={(reset) => setSheet({ kind: "restore", reset: undoOf(reset) })}
				/>
			)}
			{sheet?.kind === "restore" && <RestoreSheet group={group} reset={sheet.reset} blocked={blocked.restore} onClose={close} />}
		</>
	);
}
