/** Bytes in rows of sixteen, as hex dumps show them. */

const PER_ROW = 16;

export interface HexPart {
	readonly hex: string;
	/** The same bytes as text; a dot for what is not a visible ASCII character. */
	readonly text: string;
	readonly picked: boolean;
}

export interface HexRow {
	/** Of the first byte, in hex. */
	readonly at: string;
	/** One part, or up to three where some of its bytes are picked. */
	readonly parts: readonly HexPart[];
	/** Blanks that fill a last row. */
	readonly fill: string;
}

/** Bytes from `from` to before `to`. */
export interface ByteRange {
	readonly from: number;
	readonly to: number;
}

export function hexRows(bytes: Uint8Array, picked: ByteRange | undefined): readonly HexRow[] {
	return Array.from({ length: Math.ceil(bytes.length / PER_ROW) }, (_, row) => {
		const start = row * PER_ROW;
		const end = Math.min(bytes.length, start + PER_ROW);
		const [from, to] = [picked?.from ?? start, picked?.to ?? start].map((edge) => Math.min(end, Math.max(start, edge))) as [number, number];
		const cuts = from < to ? [start, from, to, end] : [start, end];
		const parts = cuts.slice(1).flatMap((until, place) => {
			const since = cuts[place] ?? until;
			return since === until ? [] : [partOf(bytes, start, { from: since, to: until }, from < to && since === from)];
		});
		const width = parts.reduce((sum, { hex }) => sum + hex.length, 0);
		return { at: start.toString(16).padStart(4, "0"), parts, fill: " ".repeat(FULL - width) };
	});
}

/** Three characters a byte, and a blank in the middle. */
const FULL = PER_ROW * 3 + 1;

function partOf(bytes: Uint8Array, start: number, { from, to }: ByteRange, picked: boolean): HexPart {
	let hex = "";
	let text = "";
	for (let at = from; at < to; at += 1) {
		const byte = bytes[at] ?? 0;
		hex += `${byte.toString(16).padStart(2, "0")}${at - start === PER_ROW / 2 - 1 ? "  " : " "}`;
		text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·";
	}
	return { hex, text, picked };
}
