import { Button, type ButtonProps } from "@mantine/core";
import type { ComponentPropsWithoutRef } from "react";
import { useActionsBlocked } from "./environments/environment-context.tsx";

type ActButtonProps = ButtonProps & Omit<ComponentPropsWithoutRef<"button">, keyof ButtonProps>;

/** A button that changes something. Where the environment is locked it is disabled, with the reason as its title. */
export function ActButton({ disabled = false, title, ...rest }: ActButtonProps) {
	const blocked = useActionsBlocked();
	return <Button {...rest} disabled={disabled || blocked !== undefined} title={blocked ?? title} />;
}
