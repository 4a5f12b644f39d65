const LENGTH = 300;

/** The message of whatever was thrown, truncated: it is shown in a line, and a driver may repeat a whole request in it. */
export function messageOf(error: unknown): string {
	const message = error instanceof Error ? error.message : String(error);
	return message.length <= LENGTH ? message : `${message.slice(0, LENGTH)}…`;
}
