/** The colours of both themes, emitted as `--od-*`. Contrast of every text colour on every surface is 4.5 or more. */

const dark = {
	canvas: "#0e1012",
	surface: "#15181b",
	raised: "#1d2125",
	overlay: "#1f2428",
	line: "#262b30",
	"line-strong": "#3a4148",
	text: "#e8ebed",
	"text-2": "#aab2ba",
	"text-3": "#8a939c",
	accent: "#6ea2ff",
	"accent-solid": "#2f66d8",
	"on-accent": "#ffffff",
	"accent-tint": "#1a2740",
	ok: "#4fc08d",
	"ok-tint": "#14291f",
	warn: "#eab13c",
	"warn-tint": "#2e2611",
	bad: "#ff7a78",
	"bad-tint": "#361b1c",
	"bad-solid": "#c8383c",
	info: "#58c4dc",
	"info-tint": "#12292f",
	paused: "#b7a2f2",
	"paused-tint": "#242036",
	"env-local": "#9aa5af",
	c1: "#4d77db",
	c2: "#f29356",
	c3: "#0bc8ba",
	c4: "#ae5987",
	c5: "#b6e6ff",
	c6: "#fdd5b8",
	c7: "#b39efd",
	c8: "#837d37",
	grid: "#20252a",
	"new-row": "#182338",
	skeleton: "#262b30",
	shadow: "0 8px 24px #00000080",
	"heat-0": "#1f2a27",
	"heat-1": "#3a4a2c",
	"heat-2": "#7a6420",
	"heat-3": "#c07a26",
	"heat-4": "#f0605f",
};

const light: Record<keyof typeof dark, string> = {
	canvas: "#f5f6f7",
	surface: "#ffffff",
	raised: "#eef0f2",
	overlay: "#ffffff",
	line: "#e3e6e9",
	"line-strong": "#c4cad0",
	text: "#191c1f",
	"text-2": "#4a535c",
	"text-3": "#616a73",
	accent: "#1f5fd0",
	"accent-solid": "#1f5fd0",
	"on-accent": "#ffffff",
	"accent-tint": "#e8effc",
	ok: "#13744a",
	"ok-tint": "#e4f4ec",
	warn: "#8a5a00",
	"warn-tint": "#fdf2d8",
	bad: "#bf2a30",
	"bad-tint": "#fdeaea",
	"bad-solid": "#bf2a30",
	info: "#0c6b7e",
	"info-tint": "#e1f3f6",
	paused: "#6548b8",
	"paused-tint": "#efebfb",
	"env-local": "#5a646e",
	c1: "#1d3f9f",
	c2: "#ac5407",
	c3: "#008178",
	c4: "#742453",
	c5: "#1496c8",
	c6: "#c38656",
	c7: "#7759c4",
	c8: "#4f4905",
	grid: "#eceef0",
	"new-row": "#eaf1fd",
	skeleton: "#e4e7ea",
	shadow: "0 8px 24px #1a24301f",
	"heat-0": "#e4efe9",
	"heat-1": "#d9dfa8",
	"heat-2": "#ecc85a",
	"heat-3": "#e08a2c",
	"heat-4": "#c8383c",
};

export type Token = keyof typeof dark;
export const TOKENS = { dark, light } as const;

/** Emitted as `--od-own-*` too, for what keeps its color on a page that is stale (`stale.css`). */
export const OWN_COLORS = ["accent", "ok", "warn", "warn-tint", "bad", "info"] as const satisfies readonly Token[];

/** A token as a CSS value. */
export function cssToken(token: Token): string {
	return `var(--od-${token})`;
}

/** The eight countries of the producer keep their colour on every screen; others are grey. */
export const COUNTRY_ORDER: readonly string[] = ["US", "CA", "DE", "IN", "GB", "FR", "CN", "BR"];

export function countryColour(country: string): string {
	const place = COUNTRY_ORDER.indexOf(country);
	return place < 0 ? cssToken("text-3") : `var(--od-c${place + 1})`;
}

const GROUP_ORDER = ["fraud-group", "payments-group", "inventory-group", "shipping-group", "analytics-group"];

/** A consumer group keeps its colour in every chart. */
export function groupColour(group: string): string {
	const place = GROUP_ORDER.indexOf(group);
	return place < 0 ? cssToken("accent") : `var(--od-c${place + 1})`;
}
