import { IconPlugConnected, IconPlugConnectedX } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { Message } from "../ui/panel.tsx";
import { SignInForm, type SignInWays } from "./access/sign-in-form.tsx";
import { Brand } from "./brand.tsx";
import { EnvironmentSwitcher } from "./environments/environment-switcher.tsx";
import { StartDaemon } from "./environments/local-daemon.tsx";
import { ProductionFrame } from "./environments/production-frame.tsx";
import { Toasts } from "./notices/toasts.tsx";
import classes from "./sign-in.module.css";

/** Before the console: the ways to sign in. `kept`: where a token is kept, in words. */
export function SignIn({ ways, kept }: { ways: SignInWays; kept: string }) {
	return (
		<Before>
			<div className={classes.card}>
				<Brand />
				<h1>Sign in</h1>
				<SignInForm ways={ways} kept={kept} />
			</div>
		</Before>
	);
}

/** How long the first response may take before the page shows that it waits, in ms: a quick one causes no flash of words. */
const QUIET_MS = 300;

/** Until the daemon has responded for the first time. */
export function Connecting() {
	const [shown, setShown] = useState(false);
	useEffect(() => {
		const timer = setTimeout(() => setShown(true), QUIET_MS);
		return () => clearTimeout(timer);
	}, []);
	if (!shown) return null;
	return (
		<Before>
			<div className={classes.card} aria-busy>
				<Brand />
				<h1 className="sr">Orderdeck</h1>
				<Message icon={<IconPlugConnected size={20} />} title="Connecting to the daemon">
					It has not responded yet.
				</Message>
			</div>
		</Before>
	);
}

/** When no response came; tries again by itself. */
export function Unreachable({ message }: { message: string }) {
	return (
		<Before>
			<div className={classes.card}>
				<Brand />
				<h1 className="sr">Orderdeck</h1>
				<Message icon={<IconPlugConnectedX size={20} className="bad" />} title="The daemon cannot be reached">
					{message} Trying again every two seconds.
				</Message>
				<StartDaemon />
			</div>
		</Before>
	);
}

/** Around what stands before the console: one can still go to another environment. */
function Before({ children }: { children: ReactNode }) {
	return (
		<main className={classes.page}>
			<div className={classes.where}>
				<EnvironmentSwitcher />
			</div>
			{children}
			<ProductionFrame />
			<Toasts />
		</main>
	);
}
