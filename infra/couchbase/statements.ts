/** `node infra/couchbase/statements.ts`: prints every SQL++ statement of the store as a JSON array, for check.py. */
import { everyStatement } from "../../packages/core/src/adapters/couchbase/statements/statements.fixture.ts";

/** The grammar has no unary minus, which Couchbase has. */
const UNARY_MINUS = /(?<=[ (])-(?=[A-Z])/g;

console.log(JSON.stringify(everyStatement().map((text) => text.replaceAll(UNARY_MINUS, "0 - "))));
