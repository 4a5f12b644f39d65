import { orderStoreConformance, orderStoreQueryTests } from "../../ports/order-store.conformance.ts";
import { HAS_QUERIES, NO_QUERIES, testPlace } from "./couchbase.fixture.ts";

const alone = {
	test: "applies all writes of a call or none",
	reason: "each write stands alone in Couchbase; steps bear a part having been applied",
};
const queries = orderStoreQueryTests().map((test) => ({ test, reason: NO_QUERIES }));

orderStoreConformance("the Couchbase store", subject, { skip: [alone, ...(HAS_QUERIES ? [] : queries)] });

async function subject() {
	const place = await testPlace();
	return { store: place.open().store, [Symbol.asyncDispose]: () => place[Symbol.asyncDispose]() };
}
