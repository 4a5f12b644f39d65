/** `PRODUCTION · read-only` with its unlock, and how long it stays unlocked. */
import { IconLock, IconLockOpen } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { lazyDialog } from "../../chunks/lazy-component.tsx";
import { shortDuration } from "../../format/duration.ts";
import { useRunningNow } from "../../live/live-context.tsx";
import { useRoleBlock } from "../act-block.ts";
import { onOverlay, openOverlay } from "../commands/overlays.ts";
import { useActionLock, useChangeLock } from "./action-lock.ts";
import { useEnvironment } from "./environment-context.tsx";
import classes from "./environments.module.css";

const UnlockDialog = lazyDialog("Unlock production", () => import("./unlock-dialog.tsx").then((module) => module.UnlockDialog));

export function ProductionBadge() {
	const { colour, kind } = useEnvironment();
	const lock = useActionLock();
	const [isAsking, setAsking] = useState(false);
	useEffect(() => onOverlay((overlay) => overlay === "unlock" && setAsking(true)), []);
	if (kind !== "production") return null;
	const unlocked = lock.state === "unlocked";
	return (
		<div className={`${classes.colour} ${classes.badge}`} data-colour={colour} data-testid="production">
			<b>
				{unlocked ? <IconLockOpen size={14} aria-hidden /> : <IconLock size={14} aria-hidden />}
				PRODUCTION
			</b>
			{unlocked ? <UnlockedFor until={lock.until} /> : <span>read-only</span>}
			{unlocked ? <LockButton /> : <UnlockButton />}
			{isAsking && <UnlockDialog onClose={() => setAsking(false)} />}
		</div>
	);
}

function UnlockButton() {
	const lock = useActionLock();
	const unreachable = lock.state === "locked" && !lock.isReachable ? { reason: lock.reason, opens: undefined } : undefined;
	const block = useRoleBlock("access.unlock") ?? unreachable;
	const act = () => {
		if (block === undefined) openOverlay("unlock");
		else if (block.opens !== undefined) openOverlay(block.opens);
	};
	return (
		<button type="button" onClick={act} aria-disabled={block !== undefined} aria-label="Unlock…" title={block?.reason}>
			<IconLockOpen size={14} aria-hidden /> <span className="long-word">Unlock…</span>
		</button>
	);
}

function LockButton() {
	const { lock } = useChangeLock();
	return (
		<button type="button" aria-label="Lock" onClick={() => lock.mutate({})} disabled={lock.isPending}>
			<IconLock size={14} aria-hidden /> <span className="long-word">Lock</span>
		</button>
	);
}

function UnlockedFor({ until }: { until: number }) {
	const now = useRunningNow();
	return (
		<span className="tn">
			<span className="word">unlocked · </span>
			{shortDuration(Math.max(0, until - now) / 1000)}
			<span className="word"> left</span>
		</span>
	);
}
