/** Signing in again without leaving what one was doing. */
import { Modal } from "@mantine/core";
import { useEffect, useState } from "react";
import { useHost } from "../../host/host-context.tsx";
import { onOverlay } from "../commands/overlays.ts";
import { SignInForm, type SignInWays } from "./sign-in-form.tsx";

/** Opened from the bar and from every control that acts; unmounted when a session is there again. */
export function SignInDialog({ ways, kept }: { ways: SignInWays; kept: string }) {
	const [opened, setOpened] = useState(false);
	useEffect(() => onOverlay((overlay) => overlay === "sign-in" && setOpened(true)), []);
	const leaves = useHost().kind === "browser" && ways.issuer !== undefined;
	return (
		<Modal opened={opened} onClose={() => setOpened(false)} title="Sign in again" size={400} zIndex={300}>
			{leaves && (
				<p className="t2 sm" style={{ marginBottom: 12 }}>
					You are redirected to the issuer and return to this page. A new order in progress is kept; other input is not.
				</p>
			)}
			<SignInForm ways={ways} kept={kept} />
		</Modal>
	);
}
