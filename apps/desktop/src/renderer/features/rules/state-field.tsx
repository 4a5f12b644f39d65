/** Whether the rule is on, and until when it is snoozed. */
import { Button, Popover, Skeleton, Stack, Switch } from "@mantine/core";
import { useState } from "react";
import { lazyComponent } from "../../chunks/lazy-component.tsx";
import { daemonClock } from "../../live/daemon-clock.ts";
import type { RuleDraft } from "./rule-draft.ts";
import { untilWords } from "./rule-words.ts";
import classes from "./rules.module.css";

const UntilPicker = lazyComponent(() => import("./until-picker.tsx").then((module) => module.UntilPicker), {
	pending: <Skeleton height={50} />,
});

const HOUR_MS = 3_600_000;
const SPANS = [
	{ words: "1 hour", ms: HOUR_MS },
	{ words: "4 hours", ms: 4 * HOUR_MS },
	{ words: "1 day", ms: 24 * HOUR_MS },
	{ words: "7 days", ms: 168 * HOUR_MS },
] as const;

interface StateFieldProps {
	readonly draft: RuleDraft;
	readonly isChanged: boolean;
	readonly disabled: boolean;
	readonly title: string | undefined;
	readonly onChange: (change: Pick<RuleDraft, "enabled"> | Pick<RuleDraft, "snoozedUntil">) => void;
}

export function StateField({ draft: { enabled, snoozedUntil }, isChanged, disabled, title, onChange }: StateFieldProps) {
	const [opened, setOpened] = useState(false);
	const snooze = (until: string | undefined) => onChange({ snoozedUntil: until ?? null });
	const words = snoozedUntil === null ? "Snooze…" : `until ${untilWords(snoozedUntil, daemonClock.now())}`;
	return (
		<div className={classes.state} data-changed={isChanged || undefined} title={title}>
			<Switch
				size="xs"
				label={enabled ? "On" : "Off"}
				aria-label="The rule is on"
				checked={enabled}
				disabled={disabled}
				onChange={(event) => onChange({ enabled: event.currentTarget.checked })}
			/>
			<span className="grow" />
			<Popover
				opened={opened}
				onChange={setOpened}
				position="bottom-end"
				trapFocus
				returnFocus
				closeOnClickOutside
				transitionProps={{ duration: 100 }}
				width={252}
			>
				<Popover.Target>
					<button
						type="button"
						className={`link ${snoozedUntil === null ? "" : "tn"}`}
						disabled={disabled || !enabled}
						title={enabled ? title : "It is off"}
						onClick={() => setOpened(!opened)}
					>
						{snoozedUntil === null ? words : `Snoozed ${words}`}
					</button>
				</Popover.Target>
				<Popover.Dropdown aria-label="Snooze">
					<Stack gap={8}>
						<div className={classes.spans}>
							{SPANS.map(({ words: span, ms }) => (
								<Button key={span} h={24} onClick={() => snooze(new Date(daemonClock.now() + ms).toISOString())}>
									{span}
								</Button>
							))}
						</div>
						<UntilPicker label="Snoozed until (UTC)" value={snoozedUntil ?? undefined} onChange={snooze} />
					</Stack>
				</Popover.Dropdown>
			</Popover>
		</div>
	);
}
