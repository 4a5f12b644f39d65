/** An operator at a page: every click, key chord and typed field is counted, and the time from sitting down. */
import { expect, type Locator, type Page } from "@playwright/test";

export interface Effort {
	readonly clicks: number;
	/** Single keys and chords: `Control+k` is one. */
	readonly keys: number;
	/** Texts typed into a field, of whatever length. */
	readonly fields: number;
}

export interface Operator {
	click(target: Locator): Promise<void>;
	press(key: string): Promise<void>;
	/** Replaces what the field holds. Fails unless it has the focus: a person has to get there by a click or a key, which counts. */
	type(field: Locator, text: string): Promise<void>;
	effort(): Effort;
	/** Since the operator sat down. */
	seconds(): number;
}

export function operatorAt(page: Page): Operator {
	const effort = { clicks: 0, keys: 0, fields: 0 };
	const start = performance.now();
	return {
		async click(target) {
			effort.clicks++;
			await target.click();
		},
		async press(key) {
			effort.keys++;
			await page.keyboard.press(key);
		},
		async type(field, text) {
			effort.fields++;
			await expect(field).toBeFocused();
			await field.fill(text);
		},
		effort: () => ({ ...effort }),
		seconds: () => (performance.now() - start) / 1000,
	};
}

/** `3 clicks, 1 key, 2 fields`. */
export function effortWords({ clicks, keys, fields }: Effort): string {
	const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
	return [counted(clicks, "click"), counted(keys, "key"), counted(fields, "field")].join(", ");
}
