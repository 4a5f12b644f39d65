/** Who one is here: the role, what it may do, how one signed in and until when. */
import { Button, Popover, Stack } from "@mantine/core";
import type { AccessRole } from "@orderdeck/contracts/session";
import { IconCheck, IconLogout, IconX } from "@tabler/icons-react";
import { shortDuration } from "../../format/duration.ts";
import { known } from "../../format/known.ts";
import { timeOrDate } from "../../format/time.ts";
import { useRunningNow } from "../../live/live-context.tsx";
import { type Session, useSession } from "../session.tsx";
import classes from "../top-bar.module.css";

const ROLE_WORD = { viewer: "Viewer", operator: "Operator", admin: "Admin" } as const;

/** What each role adds to the one before. */
const ADDS = [
	["viewer", "Read everything"],
	["operator", "Act on orders, stock and replays"],
	["admin", "Change objectives and rules"],
] as const satisfies readonly (readonly [AccessRole, string])[];

export function WhoMenu() {
	const session = useSession();
	const { name, role } = session;
	const word = known(ROLE_WORD, role) ?? role;
	return (
		<Popover position="bottom-end" trapFocus returnFocus width={280} transitionProps={{ duration: 100 }}>
			<Popover.Target>
				<button type="button" className={classes.who} title={name}>
					<span className="sr">{`Account: ${name}, ${word}`}</span>
					<span className={classes.avatar} aria-hidden>
						{name.slice(0, 2).toUpperCase()}
					</span>
					<span className="word" aria-hidden>
						{word}
					</span>
				</button>
			</Popover.Target>
			<Popover.Dropdown aria-label="Account">
				<Account session={session} />
			</Popover.Dropdown>
		</Popover>
	);
}

function Account({ session }: { session: Session }) {
	const { name, role, grantedBy, signedInWith, signOut } = session;
	const rank = ADDS.findIndex(([each]) => each === role);
	return (
		<Stack gap={12}>
			<div>
				<div className="med ell" title={name}>
					{name}
				</div>
				<div className="t2 sm">
					{known(ROLE_WORD, role) ?? role}
					{grantedBy !== undefined && grantedBy !== role && ` by ${grantedBy}`}
				</div>
			</div>
			<ul className={classes.may} aria-label="What this role may do">
				{ADDS.map(([each, words], place) => (
					<li key={each} className={place <= rank ? "" : "t3"}>
						{place <= rank ? <IconCheck size={14} className="ok" aria-hidden /> : <IconX size={14} aria-hidden />}
						{words}
						{place > rank && <span className="sr"> (not allowed)</span>}
					</li>
				))}
			</ul>
			<p className="t2 sm">
				{signedInWith === undefined ? "This daemon requires no sign-in." : `Signed in with ${signedInWith}.`} <Expiry {...session} />
			</p>
			{signOut !== undefined && (
				<Button leftSection={<IconLogout size={14} stroke={1.75} />} onClick={signOut} data-autofocus>
					Sign out
				</Button>
			)}
		</Stack>
	);
}

function Expiry({ expiresAt, signedInWith, ended }: Pick<Session, "expiresAt" | "signedInWith" | "ended">) {
	const now = useRunningNow();
	if (signedInWith === undefined) return null;
	if (ended !== undefined) return "The session has ended.";
	if (expiresAt === undefined) return "The session does not expire.";
	return (
		<span className="tn">
			The session expires at {timeOrDate(expiresAt, now)}
			{expiresAt > now ? `, in ${shortDuration((expiresAt - now) / 1000)}.` : "."}
		</span>
	);
}
