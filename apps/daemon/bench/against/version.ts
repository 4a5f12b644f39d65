/** A version of the product that can be measured. */
import { fileURLToPath } from "node:url";

export interface Version {
	/** How messages and tables name it. */
	readonly name: string;
	/** The directory of its repository. */
	readonly root: string;
}

/** This version, with changes that are not committed. */
export const THIS_VERSION: Version = { name: "this version", root: fileURLToPath(new URL("../../../..", import.meta.url)) };
