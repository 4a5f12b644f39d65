/** What operators do with a group: pause, resume, reset its offsets, restore them. One sheet is open at a time. */
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import type { OffsetReset } from "@orderdeck/contracts/lag/offsets";
import { IconPlayerPause, IconPlayerPlay, IconRotate2 } from "@tabler/icons-react";
import { useState } from "react";
import { ActButton } from "../../shell/act-button.tsx";
import { useSession } from "../../shell/session.tsx";
import { blockedActions } from "./group-action-rules.ts";
import { PauseSheet } from "./pause-sheet.tsx";
import { PausedBand } from "./paused-band.tsx";
import { ResetSheet } from "./reset-sheet.tsx";
import { RestoreSheet } from "./restore-sheet.tsx";
import { ResumeSheet } from "./resume-sheet.tsx";

type Sheet = { readonly kind: "pause" | "resume" | "reset" } | { readonly kind: "restore"; readonly reset: OffsetReset };

const ACTION = { pause: "lag.pause", resume: "lag.resume", reset: "lag.resetOffsets" } as const;

export function GroupActions({ group }: { group: GroupLag }) {
	const session = useSession();
	const [sheet, setSheet] = useState<Sheet>();
	const blocked = blockedActions(group, session);
	const close = () => setSheet(undefined);
	const act = (kind: "pause" | "resume" | "reset", label: string, icon: React.ReactNode) => (
		<ActButton
			h={24}
			leftSection={icon}
			action={ACTION[kind]}
			unavailable={blocked[kind]}
			aria-label={`${label} ${group.group}`}
			onClick={() => setSheet({ kind })}
		>
			{label}
		</ActButton>
	);
	return (
		<>
			{group.paused !== null && (
				<PausedBand group={group} paused={group.paused}>
					{act("resume", "Resume…", <IconPlayerPlay size={14} />)}
				</PausedBand>
			)}
			<span className="row">
				{group.paused === null && act("pause", "Pause…", <IconPlayerPause size={14} />)}
				{act("reset", "Reset offsets…", <IconRotate2 size={14} />)}
			</span>
			{sheet?.kind === "pause" && <PauseSheet group={group} onClose={close} />}
			{sheet?.kind === "resume" && <ResumeSheet group={group} blocked={blocked.resume} onClose={close} />}
			{sheet?.kind === "reset" && (
				<ResetSheet group={group} blocked={blocked.reset} onClose={close} onRestore={(reset) => setSheet({ kind: "restore", reset })} />
			)}
			{sheet?.kind === "restore" && <RestoreSheet group={group} reset={sheet.reset} onClose={close} />}
		</>
	);
}
