import { Button } from "@mantine/core";
import { IconAlertOctagon, IconMapOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Message } from "../ui/panel.tsx";
import { ReloadButton, useVersionWords } from "./version-bar.tsx";

export function NotFound() {
	return (
		<Message icon={<IconMapOff size={20} />} title="Screen not found" action={<Link to="/">Open the Overview</Link>}>
			No screen has this address.
		</Message>
	);
}

/** A screen that broke, with its error, so that the rest of the console goes on. */
export function ScreenFailed({ error, reset }: { error: unknown; reset: () => void }) {
	const versions = useVersionWords();
	return (
		<Message
			icon={<IconAlertOctagon size={20} className="bad" />}
			title="This screen failed"
			action={
				<>
					<Button onClick={reset}>Open it again</Button>
					{versions !== undefined && <ReloadButton />}
				</>
			}
			code={String(error)}
		>
			{versions === undefined
				? "This is an error in the console, not in the pipeline."
				: "The daemon sent what this console cannot read: they are of different versions. Nothing is wrong with the pipeline."}
		</Message>
	);
}
