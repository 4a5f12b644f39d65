import { createQueryService } from "../../../test/couchbase/query-service.ts";
import { orderStoreConformance, orderStoreQueryTests } from "../../ports/order-store.conformance.ts";
import { gatewayPlace, HAS_QUERIES, NO_QUERIES, testPlace } from "./couchbase.fixture.ts";

const alone = {
	test: "applies all writes of a call or none",
	reason: "each write stands alone in Couchbase; steps bear a part having been applied",
};
const queries = orderStoreQueryTests().map((test) => ({ test, reason: NO_QUERIES }));

orderStoreConformance("the Couchbase store", onCouchbase, { skip: [alone, ...(HAS_QUERIES ? [] : queries)] });
// What the statements mean, where there is no query service to ask: by the harness's own reading of SQL++.
if (!HAS_QUERIES) orderStoreConformance("the Couchbase store with a stand-in for the query service", onStandIn, { skip: [alone] });

async function onCouchbase() {
	const place = await testPlace();
	return { store: place.open().store, [Symbol.asyncDispose]: () => place[Symbol.asyncDispose]() };
}

async function onStandIn() {
	const service = await createQueryService();
	const place = await gatewayPlace({ queries: service });
	return {
		store: place.open().store,
		async [Symbol.asyncDispose]() {
			await place[Symbol.asyncDispose]();
			await service[Symbol.asyncDispose]();
		},
	};
}
