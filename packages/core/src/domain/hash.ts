/** A hash to make choices by, so that the same order is decided the same way again. Not for secrets. */

/** 32 bits of a text, evenly spread: FNV-1a over its UTF-16 code units, then mixed, because near texts (1041, 1042) must not lie near. */
export function hashOf(text: string): number {
	let hash = 0x811c9dc5;
	for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return (hash ^ (hash >>> 16)) >>> 0;
}
