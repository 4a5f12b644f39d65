import { Button, type ButtonProps } from "@mantine/core";
import type { ActionPath } from "@orderdeck/contracts/action-roles";
import { IconLock } from "@tabler/icons-react";
import type { ComponentPropsWithoutRef, MouseEvent } from "react";
import { useIsStale } from "../live/live-context.tsx";
import { useActBlock } from "./act-block.ts";
import { openOverlay } from "./commands/overlays.ts";

type ActButtonProps = ButtonProps &
	Omit<ComponentPropsWithoutRef<"button">, keyof ButtonProps> & {
		/** What it does or leads to: its role is required. Without it: an operator's. */
		readonly action?: ActionPath;
		/** Why the state of what it acts on does not allow it, in a sentence. */
		readonly unavailable?: string | undefined;
	};

const UNREACHABLE = { disabled: true, title: "The daemon is unreachable." };

/**
 * A button that changes something, or opens what does. What cannot be done stays visible and shows why: it can still be focused, so that the
 * reason is read, and opens the dialog that helps where there is one. While the daemon is unreachable it is disabled.
 */
export function ActButton({ action, unavailable, ...props }: ActButtonProps) {
	const block = useActBlock(action);
	const isStale = useIsStale();
	const { onClick: _acts, loading: _loading, variant: _variant, color: _color, c: _tone, disabled: _disabled, ...rest } = props;
	if (block !== undefined) {
		const { opens } = block;
		return <Blocked {...rest} leftSection={<IconLock size={14} aria-hidden />} title={block.reason} opens={opens} />;
	}
	if (unavailable !== undefined) return <Blocked {...rest} title={unavailable} />;
	return <Button {...props} {...(isStale ? UNREACHABLE : {})} />;
}

function Blocked({
	opens,
	...props
}: Omit<ActButtonProps, "action" | "unavailable"> & { readonly opens?: "unlock" | "sign-in" | undefined }) {
	return (
		<Button
			{...props}
			aria-disabled
			data-disabled
			onClick={(event: MouseEvent) => {
				event.preventDefault();
				if (opens !== undefined) openOverlay(opens);
			}}
		/>
	);
}
