import { Button } from "@mantine/core";
import { IconAlertOctagon, IconMapOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Message } from "../ui/panel.tsx";
import { ReloadButton, useVersionWords } from "./version-bar.tsx";

export function NotFound() {
	return (
		<Message icon={<IconMapOff size={20} />} title="There is no such screen" action={<Link to="/">Open the Overview</Link>}>
			The address names none of the screens on the left.
		</Message>
	);
}

/** A screen that broke, with its error, so that the rest of the console goes on. */
export function ScreenFailed({ error, reset }: { error: unknown; reset: () => void }) {
	const versions = useVersionWords();
	return (
		<Message
			icon={<IconAlertOctagon size={20} className="bad" />}
			title="This screen has broken"
			action={
				<>
					<Button onClick={reset}>Open it again</Button>
					{versions !== undefined && <ReloadButton />}
				</>
			}
			code={String(error)}
		>
			{versions === undefined
				? "This is a fault of the console, not of the pipeline."
				: "The daemon sent what this console cannot read: they are of different versions. Nothing is wrong with the pipeline."}
		</Message>
	);
}
