import { Button, type ButtonProps } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import type { ComponentPropsWithoutRef, MouseEvent } from "react";
import { useIsStale } from "../live/live-context.tsx";
import { openOverlay } from "./commands/overlays.ts";
import { useActionsBlocked } from "./environments/environment-context.tsx";
import { SESSION_ENDED, useSession } from "./session.tsx";

type ActButtonProps = ButtonProps & Omit<ComponentPropsWithoutRef<"button">, keyof ButtonProps>;

const UNREACHABLE = { disabled: true, title: "The daemon is unreachable." };

/**
 * A button that changes something, or opens what does. Where the environment is locked or the session has ended it shows a lock and the reason,
 * can still be focused so that the reason is read, and opens the dialog that helps instead. While the daemon is unreachable it is disabled.
 */
export function ActButton(props: ActButtonProps) {
	const blocked = useActionsBlocked();
	const isStale = useIsStale();
	const { ended } = useSession();
	const reason = ended === undefined ? blocked : SESSION_ENDED;
	if (reason === undefined) return <Button {...props} {...(isStale ? UNREACHABLE : {})} />;
	const { onClick: _acts, loading: _loading, variant: _variant, color: _color, c: _tone, disabled: _disabled, ...rest } = props;
	return (
		<Button
			{...rest}
			leftSection={<IconLock size={14} aria-hidden />}
			title={reason}
			aria-disabled
			data-disabled
			onClick={(event: MouseEvent) => {
				event.preventDefault();
				openOverlay(ended === undefined ? "unlock" : "sign-in");
			}}
		/>
	);
}
