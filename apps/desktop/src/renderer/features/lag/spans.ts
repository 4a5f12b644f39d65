/** How far back the chart and the heat strip of a group go; it stands in the address. */
import { z } from "zod";

export const SPAN_KEYS = ["15m", "1h", "6h", "24h"] as const;
export type SpanKey = (typeof SPAN_KEYS)[number];
export const DEFAULT_SPAN = "15m";

export interface Span {
	readonly label: string;
	readonly minutes: number;
	/** How often it is read, in ms. */
	readonly readMs: number;
}

export const SPANS: Readonly<Record<SpanKey, Span>> = {
	"15m": { label: "15 min", minutes: 15, readMs: 5_000 },
	"1h": { label: "1 h", minutes: 60, readMs: 10_000 },
	"6h": { label: "6 h", minutes: 360, readMs: 60_000 },
	"24h": { label: "24 h", minutes: 1_440, readMs: 60_000 },
};

export const spanSchema = z.enum(SPAN_KEYS).optional().catch(undefined);
