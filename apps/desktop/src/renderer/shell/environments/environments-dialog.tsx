/** All environments: add, change, remove, and give each its token. */
import { ActionIcon, Button, Modal, Tooltip } from "@mantine/core";
import { IconAlertTriangle, IconKey, IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { THIS_MACHINE } from "../../../shared/environment.ts";
import type { EnvironmentEntry, EnvironmentManager, Outcome, SecretStorage } from "../../../shared/host.ts";
import { updateWords } from "../../../shared/update.ts";
import { useHost } from "../../host/host-context.tsx";
import { toastRefused } from "../../ui/toast.tsx";
import { useReturnFocus } from "../../ui/use-return-focus.ts";
import { EnvironmentForm } from "./environment-form.tsx";
import { EnvironmentName } from "./environment-mark.tsx";
import classes from "./environments.module.css";
import { TokenForm } from "./token-form.tsx";
import { useEnvironments } from "./use-environments.ts";

type Doing = { readonly what: "list" | "add" } | { readonly what: "edit" | "token" | "remove"; readonly entry: EnvironmentEntry };

const TITLE = { list: "Environments", add: "Add an environment", edit: "Change the environment", token: "Token", remove: "Remove?" };

export function EnvironmentsDialog({ manager, onClose }: { manager: EnvironmentManager; onClose: () => void }) {
	const [doing, setDoing] = useState<Doing>({ what: "list" });
	useReturnFocus();
	const back = () => setDoing({ what: "list" });
	return (
		<Modal opened onClose={onClose} title={TITLE[doing.what]} size={520}>
			{doing.what === "list" && <List manager={manager} onDoing={setDoing} />}
			{doing.what === "add" && <EnvironmentForm onSave={(draft) => manager.add(draft)} onBack={back} />}
			{doing.what === "edit" && (
				<EnvironmentForm entry={doing.entry} onSave={(draft) => manager.update(doing.entry.id, draft)} onBack={back} />
			)}
			{doing.what === "token" && (
				<TokenForm entry={doing.entry} onSave={(token) => manager.setSecret(doing.entry.id, token)} onBack={back} />
			)}
			{doing.what === "remove" && <Remove entry={doing.entry} onRemove={() => manager.remove(doing.entry.id)} onBack={back} />}
		</Modal>
	);
}

const STORAGE_WARNING: Readonly<Partial<Record<SecretStorage, string>>> = {
	basic_text:
		"This desktop has no key store: tokens are stored on disk with a key that is not secret. Install one, such as GNOME Keyring or KWallet.",
	memory: "This system offers no encryption: tokens are kept in memory until the app quits.",
};

function List({ manager, onDoing }: { manager: EnvironmentManager; onDoing: (doing: Doing) => void }) {
	const all = useEnvironments(manager);
	const storage = useQuery({ queryKey: ["host", "secret-storage"], queryFn: () => manager.secretStorage() }).data;
	const warning = storage === undefined ? undefined : STORAGE_WARNING[storage];
	return (
		<>
			{warning !== undefined && (
				<p className={classes.warning} role="note">
					<IconAlertTriangle size={16} className="warn" aria-hidden /> {warning}
				</p>
			)}
			<ul>
				{all?.map((entry) => (
					<li key={entry.id} className={classes.row}>
						<EnvironmentName environment={entry} />
						<span className="t3 sm mono">{entry.url}</span>
						<span className="grow" />
						<Act label={`Token of ${entry.name}`} onClick={() => onDoing({ what: "token", entry })}>
							<IconKey size={16} className={entry.hasSecret ? "ok" : "t3"} />
						</Act>
						{entry.id !== THIS_MACHINE.id && (
							<>
								<Act label={`Change ${entry.name}`} onClick={() => onDoing({ what: "edit", entry })}>
									<IconPencil size={16} />
								</Act>
								<Act label={`Remove ${entry.name}`} onClick={() => onDoing({ what: "remove", entry })}>
									<IconTrash size={16} />
								</Act>
							</>
						)}
					</li>
				))}
			</ul>
			<Button mt={12} leftSection={<IconPlus size={14} />} onClick={() => onDoing({ what: "add" })}>
				Add an environment
			</Button>
			<AboutApp />
		</>
	);
}

function AboutApp() {
	const host = useHost();
	const about = useQuery({ queryKey: ["host", "about"], queryFn: () => host.about() }).data;
	if (about === undefined) return null;
	const sentences = [
		`Orderdeck ${about.version} on ${about.platform}.`,
		updateWords(about.update),
		about.crashLog === undefined ? undefined : `Crashes are written to ${about.crashLog}`,
	];
	return <p className={`${classes.about} t3 xs`}>{sentences.filter((each) => each !== undefined).join(" ")}</p>;
}

function Act(props: { label: string; onClick: () => void; children: React.ReactNode }) {
	return (
		<Tooltip label={props.label}>
			<ActionIcon aria-label={props.label} onClick={props.onClick}>
				{props.children}
			</ActionIcon>
		</Tooltip>
	);
}

function Remove(props: { entry: EnvironmentEntry; onRemove: () => Promise<Outcome>; onBack: () => void }) {
	const remove = async () => {
		const outcome = await props.onRemove();
		if (!outcome.done) toastRefused(`${props.entry.name} was not removed`, outcome.reason);
		props.onBack();
	};
	return (
		<>
			<p className="sm t2">
				{props.entry.name}, its token and the data of its window are deleted from this machine. The daemon at {props.entry.url} is not
				touched.
			</p>
			<Button mt={12} mr={8} onClick={props.onBack}>
				Keep
			</Button>
			<Button mt={12} variant="filled" color="var(--od-bad-solid)" onClick={() => void remove()}>
				Remove {props.entry.name}
			</Button>
		</>
	);
}
