import { useRef } from "react";

interface Reading {
	readonly data: unknown;
	readonly error: unknown;
}

/**
 * Why nothing has been read yet; undefined once something has, and before the first failure. It stands while it is tried again, where
 * the query itself forgets it: a screen that reads on its own would flicker.
 */
export function useStandingError({ data, error }: Reading): unknown {
	const standing = useRef<unknown>(undefined);
	if (data !== undefined) standing.current = undefined;
	else if (error !== null) standing.current = error;
	return standing.current;
}
