/** A record's value: as JSON or text, and byte by byte. What one points at in the text is marked in the bytes. */
import { useMemo, useState } from "react";
import { exactNumber } from "../format/number.ts";
import { counted } from "../format/words.ts";
import { type ByteRange, hexRows } from "./hex-rows.ts";
import { type JsonLine, jsonLines, visibleParts } from "./json-lines.ts";
import classes from "./value-view.module.css";

export interface RecordValue {
	readonly value_text: string | null;
	readonly value_base64: string | null;
}

export type ValueMode = "decoded" | "both" | "hex";

/** So much is drawn; what is longer is copied or read over the API. */
const LINES_SHOWN = 2_000;
const BYTES_SHOWN = 16_384;
const TEXT_SHOWN = 65_536;

/** The bytes of a value; undefined for a tombstone. */
export function bytesOf({ value_text, value_base64 }: RecordValue): Uint8Array<ArrayBuffer> | undefined {
	if (value_text !== null) return new TextEncoder().encode(value_text);
	return value_base64 === null ? undefined : Uint8Array.from(atob(value_base64), (character) => character.charCodeAt(0));
}

export function ValueView({ value, mode }: { value: RecordValue; mode: ValueMode }) {
	const { value_text: text } = value;
	const bytes = useMemo(() => bytesOf(value), [value]);
	const lines = useMemo(() => (text === null ? undefined : jsonLines(text)), [text]);
	const [picked, setPicked] = useState<JsonLine>();
	if (bytes === undefined) return <p className={classes.note}>The value is null: a tombstone, which deletes its key.</p>;
	const range = text === null || picked === undefined ? undefined : byteRange(text, picked);
	return (
		<div className={classes.pair} data-mode={mode}>
			{mode !== "hex" && (lines === undefined ? <PlainText text={text} /> : <Lines lines={lines} picked={picked} onPick={setPicked} />)}
			{mode !== "decoded" && <Hex bytes={bytes} range={range} />}
		</div>
	);
}

function byteRange(text: string, { from, to }: JsonLine): ByteRange {
	const encoder = new TextEncoder();
	const start = encoder.encode(text.slice(0, from)).length;
	return { from: start, to: start + encoder.encode(text.slice(from, to)).length };
}

interface LinesProps {
	readonly lines: readonly JsonLine[];
	readonly picked: JsonLine | undefined;
	readonly onPick: (line: JsonLine) => void;
}

function Lines({ lines, picked, onPick }: LinesProps) {
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
		<section className={classes.code} tabIndex={0} aria-label="Decoded value">
			{lines.slice(0, LINES_SHOWN).map((line, place) => (
				<span key={`${line.from} ${line.to}`} className={classes.line} onPointerEnter={() => onPick(line)}>
					<span className={classes.number}>{place + 1}</span>
					{"  ".repeat(line.indent)}
					<span className={line === picked ? classes.picked : undefined}>
						{line.tokens.map((token, at) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: tokens have no name of their own and never move
							<span key={at} className={classes[token.kind]}>
								{token.text}
							</span>
						))}
					</span>
					{"\n"}
				</span>
			))}
			{lines.length > LINES_SHOWN && <span className="t3">{`${counted(lines.length - LINES_SHOWN, "more line")}\n`}</span>}
		</section>
	);
}

/** What is not JSON, with its unseen characters named. */
function PlainText({ text }: { text: string | null }) {
	if (text === null) return <p className={classes.note}>These bytes are not text in UTF-8; see them in hex.</p>;
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
		<section className={`${classes.code} ${classes.wrapped}`} tabIndex={0} aria-label="Text, not JSON">
			{visibleParts(text.slice(0, TEXT_SHOWN)).map((part, place) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: parts have no name of their own and never move
				<span key={place} className={part.unseen ? classes.unseen : undefined}>
					{part.text}
				</span>
			))}
			{text.length > TEXT_SHOWN && <span className="t3">{`\n${counted(text.length - TEXT_SHOWN, "more character")}`}</span>}
		</section>
	);
}

function Hex({ bytes, range }: { bytes: Uint8Array; range: ByteRange | undefined }) {
	const rows = hexRows(bytes.subarray(0, BYTES_SHOWN), range);
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
		<section className={`${classes.code} ${classes.hex}`} tabIndex={0} aria-label="Bytes in hex">
			{rows.map(({ at, parts, fill }) => (
				<span key={at}>
					<span className="t3">{at}</span>
					{"  "}
					{parts.map(({ hex, picked }, place) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: parts have no name of their own and never move
						<span key={place} className={picked ? classes.picked : undefined}>
							{hex}
						</span>
					))}
					{fill}
					<span className={classes.ascii}>
						{parts.map(({ text, picked }, place) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: parts have no name of their own and never move
							<span key={place} className={picked ? classes.picked : undefined}>
								{text}
							</span>
						))}
					</span>
					{"\n"}
				</span>
			))}
			{bytes.length > BYTES_SHOWN && (
				<span className="t3">{`The first ${exactNumber(BYTES_SHOWN)} of ${exactNumber(bytes.length)} bytes\n`}</span>
			)}
		</section>
	);
}
