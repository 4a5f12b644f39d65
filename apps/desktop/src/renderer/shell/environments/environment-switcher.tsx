/** Which environment this window looks at, and the way to the others. Each opens in a window of its own. */
import { Menu } from "@mantine/core";
import { IconChevronDown, IconSettings } from "@tabler/icons-react";
import { useState } from "react";
import type { EnvironmentManager } from "../../../shared/host.ts";
import { lazyDialog } from "../../chunks/lazy-component.tsx";
import { useHost } from "../../host/host-context.tsx";
import { toastRefused } from "../../ui/toast.tsx";
import { useEnvironment } from "./environment-context.tsx";
import { EnvironmentName } from "./environment-mark.tsx";
import classes from "./environments.module.css";
import { DaemonItem } from "./local-daemon.tsx";
import { useEnvironments } from "./use-environments.ts";

const EnvironmentsDialog = lazyDialog("Environments", () =>
	import("./environments-dialog.tsx").then((module) => module.EnvironmentsDialog),
);

export function EnvironmentSwitcher() {
	const { manager } = useHost().environments;
	const environment = useEnvironment();
	const shown = <EnvironmentName environment={environment} />;
	const look = {
		className: `${classes.colour} ${classes.current}`,
		"data-colour": environment.colour,
		"data-production": environment.kind === "production" || undefined,
		"data-testid": "environment",
	};
	if (manager === undefined) return <span {...look}>{shown}</span>;
	return <SwitcherMenu manager={manager} look={{ ...look, className: `${look.className} ${classes.switcher}` }} />;
}

function SwitcherMenu({ manager, look }: { manager: EnvironmentManager; look: object }) {
	const environment = useEnvironment();
	const all = useEnvironments(manager);
	const [managing, setManaging] = useState(false);
	const select = async (id: string) => {
		const outcome = await manager.select(id);
		if (!outcome.done) toastRefused("The environment was not opened", outcome.reason);
	};
	return (
		<>
			<Menu position="bottom-start" width={260} withInitialFocusPlaceholder={false}>
				<Menu.Target>
					<button type="button" {...look}>
						<span className="sr">Environment</span>
						<EnvironmentName environment={environment} />
						<IconChevronDown size={14} aria-hidden className="t3" />
					</button>
				</Menu.Target>
				<Menu.Dropdown>
					{/* biome-ignore lint/a11y/useSemanticElements: a menu's group is no fieldset */}
					<div role="group" aria-label="Open in its own window">
						<Menu.Label aria-hidden>Open in its own window</Menu.Label>
						{all?.map((each) => (
							<Menu.Item key={each.id} onClick={() => void select(each.id)} disabled={each.id === environment.id}>
								<span className={classes.swatch}>
									<EnvironmentName environment={each} />
									{each.open && each.id !== environment.id && <span className="t3 xs">open</span>}
								</span>
							</Menu.Item>
						))}
					</div>
					<Menu.Divider />
					<DaemonItem />
					<Menu.Item leftSection={<IconSettings size={14} />} onClick={() => setManaging(true)}>
						Environments…
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
			{managing && <EnvironmentsDialog manager={manager} onClose={() => setManaging(false)} />}
		</>
	);
}
