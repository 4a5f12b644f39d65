import type { ReactNode } from "react";

/** What was read earlier: gray, like all that is stale, while it cannot be read again. */
export function Kept({ isStale, children }: { isStale: boolean; children: ReactNode }) {
	return (
		<div data-stale={isStale || undefined} data-kept style={{ display: "contents" }}>
			{children}
		</div>
	);
}
