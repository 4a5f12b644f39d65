import { Button } from "@mantine/core";
import { IconAlertOctagon, IconMapOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Message } from "../ui/panel.tsx";

export function NotFound() {
	return (
		<Message icon={<IconMapOff size={20} />} title="There is no such screen" action={<Link to="/">Open the Overview</Link>}>
			The address names none of the screens on the left.
		</Message>
	);
}

/** A screen that broke, with its error, so that the rest of the console goes on. */
export function ScreenFailed({ error, reset }: { error: unknown; reset: () => void }) {
	return (
		<Message
			icon={<IconAlertOctagon size={20} className="bad" />}
			title="This screen has broken"
			action={<Button onClick={reset}>Open it again</Button>}
			code={String(error)}
		>
			This is a fault of the console, not of the pipeline.
		</Message>
	);
}
