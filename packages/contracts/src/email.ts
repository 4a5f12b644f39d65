/** Email addresses, as the HTML standard accepts them (https://html.spec.whatwg.org/#valid-e-mail-address), and international ones. */
import { z } from "zod";

const LETTER = "a-zA-Z0-9\\u00a1-\\uffff";
const LABEL = `[${LETTER}](?:[${LETTER}-]{0,61}[${LETTER}])?`;
/** Beyond ASCII every character is accepted except white space: mail servers decide which of them exist. */
const EMAIL = new RegExp(`^(?!.*\\s)[${LETTER}.!#$%&'*+/=?^_\`{|}~-]{1,64}@${LABEL}(?:\\.${LABEL})*$`);

export const emailSchema = z
	.string("must be an email address")
	.max(320, "must be at most 320 characters")
	.regex(EMAIL, "must be an email address");
