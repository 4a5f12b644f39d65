/** Shows that the daemon has another version than the page: it was replaced while the page was open. */
import { Button } from "@mantine/core";
import { IconRefreshAlert } from "@tabler/icons-react";
import { useHost } from "../host/host-context.tsx";
import { versionWords } from "./console-version.ts";
import { useSession } from "./session.tsx";
import classes from "./shell.module.css";

/** In words; undefined while both are of one version. */
export function useVersionWords(): string | undefined {
	const { version } = useSession();
	return versionWords(version, useHost().kind === "browser");
}

export function VersionBar() {
	const words = useVersionWords();
	if (words === undefined) return null;
	return (
		<div className={classes.version} role="status">
			<IconRefreshAlert size={16} stroke={1.75} aria-hidden className="warn" />
			<span className="ell" title={words}>
				{words}
			</span>
			<span className="grow" />
			<ReloadButton />
		</div>
	);
}

/** A page comes from its daemon: read again it is of the daemon's version. An app is not. */
export function ReloadButton() {
	if (useHost().kind !== "browser") return null;
	return (
		<Button h={24} onClick={() => window.location.reload()}>
			Reload
		</Button>
	);
}
