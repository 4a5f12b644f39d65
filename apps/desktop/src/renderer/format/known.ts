/**
 * What `table` has for `value`; undefined for a value that it does not know. The types say that there is none such, but a daemon newer than
 * this console may send one.
 */
export function known<K extends string, V>(table: Readonly<Record<K, V>>, value: K): V | undefined {
	return Object.hasOwn(table, value) ? table[value] : undefined;
}
