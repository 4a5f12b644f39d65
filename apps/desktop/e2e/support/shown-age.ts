/** Seconds in an age as the console shows it: `0.4 s`, `12 s`, `9 m 58 s`. */
export function secondsOf(text: string): number {
	const part = (unit: string) => Number(new RegExp(`([\\d.]+)\\s*${unit}\\b`).exec(text.replaceAll("\u202f", " "))?.[1] ?? 0);
	return part("h") * 3600 + part("m") * 60 + part("s");
}
