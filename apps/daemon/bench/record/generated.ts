/** Text in a document that is generated: what stands between `<!--= name-->` and `<!--/-->`. The rest is written by hand. */

const GENERATED = /(<!--= ([a-z0-9-]+)-->)(?:(?!<!--= ).)*?(<!--\/-->)/gs;

/** The document with these texts in their places. Throws for a place without a text, and for a text without a place. */
export function withGenerated(document: string, texts: Readonly<Record<string, string>>): string {
	const unused = new Set(Object.keys(texts));
	const written = document.replace(GENERATED, (_, begin: string, name: string, end: string) => {
		const text = texts[name];
		if (text === undefined) throw new Error(`nothing is generated for <!--= ${name}-->; there is ${Object.keys(texts).join(", ")}`);
		unused.delete(name);
		return `${begin}${text}${end}`;
	});
	if (unused.size > 0) throw new Error(`the document has no place <!--= name--> … <!--/--> for ${[...unused].join(", ")}`);
	return written;
}

/** What is written by hand. */
export function withoutGenerated(document: string): string {
	return document.replace(GENERATED, "");
}

/** As paragraphs of their own: a table, for instance. */
export function block(text: string): string {
	return text === "" ? "\n\n" : `\n\n${text}\n\n`;
}
