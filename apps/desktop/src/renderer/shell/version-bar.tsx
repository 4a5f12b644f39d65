/** Shows that the daemon has another version than the page: it was replaced while the page was open. */
import { Button } from "@mantine/core";
import { IconRefreshAlert } from "@tabler/icons-react";
import { useHasReplacedChunk } from "../chunks/every-chunk.ts";
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
	const versions = useVersionWords();
	const hasReplacedChunk = useHasReplacedChunk();
	const reloads = useHost().kind === "browser";
	if (versions === undefined && !hasReplacedChunk) return null;
	const words = versions ?? "The daemon and this page are of different builds.";
	return (
		<div className={classes.version} role="status" aria-label="Version" data-colored>
			<IconRefreshAlert size={16} stroke={1.75} aria-hidden className="warn" />
			{reloads && <span className={`med ${classes.whole}`}>A new version: reload</span>}
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
