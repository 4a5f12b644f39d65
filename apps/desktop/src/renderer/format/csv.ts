/** Files of comma-separated values (RFC 4180). */

/** One cell. Text that a spreadsheet would take for a formula gets an apostrophe before it. */
export function csvCell(value: string): string {
	const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
