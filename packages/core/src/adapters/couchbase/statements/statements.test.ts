import { readFileSync } from "node:fs";
import type { OrderFilter } from "@orderdeck/contracts/orders/columns";
import { CANCEL_CAUSES, ORDER_STATUSES } from "@orderdeck/contracts/orders/entities";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyspaceOf } from "../client/keyspace.ts";
import { INDEXES } from "./indexes.ts";
import { createIndexText, ID, type Index, type Query, statementOf } from "./statement.ts";
import { type Asked, everyQuery } from "./statements.fixture.ts";

const keyspace = keyspaceOf({ bucket: "order_analytics" });

const hostile = fc.oneof(
	fc.string({ minLength: 4 }),
	fc.constantFrom("' OR 1=1 --", '"; DROP INDEX x; --', "`) OR (`", "$limit", "\\\\u0027", "a` = a` --", "*/ /*", "\u0000end"),
);
const dates = fc.constantFrom("2026-01-01T00:00:00Z", "2020-06-01T12:00:00.123456Z", "' OR '1'='1");

const askedArbitrary: fc.Arbitrary<Asked> = fc.record({
	filter: fc.record(
		{
			status: fc.subarray([...ORDER_STATUSES], { minLength: 1 }),
			cause: fc.subarray([...CANCEL_CAUSES], { minLength: 1 }),
			country: fc.array(hostile, { minLength: 1, maxLength: 3 }),
			minAmount: fc.double({ noNaN: true }),
			maxAmount: fc.double({ noNaN: true }),
			from: dates,
			to: dates,
			flagged: fc.boolean(),
			customer: hostile,
			q: hostile,
		},
		{ requiredKeys: [] },
	) satisfies fc.Arbitrary<OrderFilter>,
	search: fc.constantFrom("id", "text"),
	text: hostile,
	number: fc.integer({ min: 1, max: 10_000 }),
});

/** All filters at once, and each alone. */
const SHAPES: readonly OrderFilter[] = [
	{},
	{ status: ["CREATED"] },
	{ status: ["CREATED", "DELIVERED"] },
	{ status: ["CANCELLED"] },
	{ cause: ["OUT_OF_STOCK"] },
	{ cause: ["OUT_OF_STOCK"], customer: "1" },
	{ cause: ["OUT_OF_STOCK"], q: "webcam" },
	{ country: ["US"] },
	{ minAmount: 1, maxAmount: 2 },
	{ from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" },
	{ flagged: true },
	{ flagged: false },
	{ customer: "1" },
	{ q: "webcam" },
	{ status: ["PAID"], country: ["US"], minAmount: 1, maxAmount: 2, flagged: true, customer: "1", q: "x" },
];
const EVERY: [string, Query][] = SHAPES.flatMap((filter) =>
	(["id", "text"] as const)
		.filter((search) => search === "text" || filter.q !== undefined)
		.flatMap((search) =>
			Object.entries(everyQuery({ filter, search, text: "x", number: 5 })).map(([name, query]): [string, Query] => [
				`${name}, ${search}, ${JSON.stringify(filter)}`,
				query,
			]),
		),
);

describe("a statement", () => {
	it("has nothing from outside in its text, whatever is asked: everything is a parameter, each used and each given", () => {
		fc.assert(
			fc.property(askedArbitrary, (asked) => {
				for (const query of Object.values(everyQuery(asked))) {
					const { text, parameters } = statementOf(keyspace, query);
					const named = new Set([...text.matchAll(/\$(\w+)/g)].map(([, name]) => name));
					expect(named).toEqual(new Set(Object.keys(parameters)));
					// Only what we wrote ourselves: names, keywords, and the literals of partial indexes.
					expect(text).toMatch(/^[A-Za-z0-9_ `.,()*/=<>$[\]"-]+$/);
					for (const input of [asked.text, asked.filter.customer, asked.filter.q, ...(asked.filter.country ?? [])]) {
						if (input !== undefined && /[^A-Za-z0-9_ `.,()*/=<>$[\]"-]/.test(input)) expect(text).not.toContain(input);
					}
				}
			}),
		);
	});

	it("has a text that depends on which filters are set, not on what they say", () => {
		fc.assert(
			fc.property(askedArbitrary, hostile, (asked, other) => {
				const changed = { ...asked, text: other, filter: withOther(asked.filter, other) };
				const texts = (each: Asked) => Object.values(everyQuery(each)).map((query) => statementOf(keyspace, query).text);
				expect(texts(changed)).toEqual(texts(asked));
			}),
		);
	});

	it("is written like this", () => {
		const { "orders, next page": query } = everyQuery({ filter: { country: ["US"] }, search: "text", text: "7", number: 5 });
		expect(query && statementOf(keyspace, query)).toEqual({
			text:
				"SELECT META().id AS `id`, `_orderdeck`.`created` AS `created` " +
				"FROM `order_analytics`.`_default`.`_default` USE INDEX (`orderdeck_orders_listed` USING GSI) " +
				"WHERE `_orderdeck`.`created` <= $created AND (`_orderdeck`.`created` < $created OR META().id < $id) " +
				"AND `_orderdeck`.`created` >= $endCreated AND (`_orderdeck`.`created` > $endCreated OR META().id >= $endId) " +
				"AND `country` IN $country ORDER BY `_orderdeck`.`created` DESC, META().id DESC LIMIT $limit",
			parameters: { created: 5, id: "7", endCreated: 5, endId: "7", country: ["US"], limit: 5 },
			fresh: false,
			about: "the list of orders",
		});
	});
});

describe("an index", () => {
	it("holds everything that is requested, so that the entry alone is enough", () => {
		for (const [name, { index, select, where, orderBy = [] }] of EVERY) {
			const held = index.keys.map(bare);
			// A key that is an expression holds that expression alone.
			const derived = held.filter((key) => key.includes("(") && key !== ID);
			const others = (text: string) => derived.reduce((rest, key) => rest.replaceAll(key, ""), text);
			const asked = [...Object.values(select), ...where, ...orderBy].map(others).flatMap(expressionsIn);
			expect(
				asked.filter((expression) => !held.includes(expression)),
				name,
			).toEqual([]);
		}
	});

	it("is entered by its first key", () => {
		for (const [name, { index, where }] of EVERY) {
			const first = bare(index.keys[0] ?? "");
			expect(
				[...where, index.where ?? ""].some((condition) => condition.startsWith(first)),
				name,
			).toBe(true);
		}
	});

	it("has the order that is asked for, unless the query service is to sort: keys that are fixed to one value aside, its first ones", () => {
		for (const [name, { index, where, orderBy = [], sorts }] of EVERY) {
			if (sorts === true) continue;
			const open = index.keys.findIndex((key) => !where.some((condition) => condition.startsWith(`${bare(key)} = $`)));
			expect(orderBy, name).toEqual(orderBy.length === 0 ? [] : index.keys.slice(open, open + orderBy.length));
		}
	});

	it("is one of those that the setup makes, each for some statement, under a name of its own", () => {
		expect(new Set(EVERY.map(([, { index }]) => index))).toEqual(new Set(INDEXES));
		expect(new Set(INDEXES.map(({ name }) => name)).size).toBe(INDEXES.length);
	});

	it("is defined like this", () => {
		const due = INDEXES.find(({ name }) => name === "orderdeck_shipments_due") as Index;
		expect(createIndexText(keyspace, due)).toBe(
			"CREATE INDEX `orderdeck_shipments_due` IF NOT EXISTS ON `order_analytics`.`ops`.`shipments`(`due_at`, META().id) " +
				'WHERE `due_at` IS NOT NULL WITH {"defer_build": true}',
		);
	});
});

describe("the documentation", () => {
	const text = readFileSync(new URL("../../../../../../docs/couchbase.md", import.meta.url), "utf8");
	const shown = (expression: string): string => `\`${expression.replaceAll("`", "").replaceAll("_orderdeck.", "").replaceAll(ID, "id")}\``;

	it("has every index with its keys", () => {
		for (const { name, on, keys, where } of INDEXES) {
			const line = `| \`${name}\` | ${on} | ${keys.map(shown).join(", ")} | ${where === undefined ? "" : shown(where)} |`;
			expect(text).toContain(line);
		}
	});

	it("has every statement with its conditions, its order and its index", () => {
		const filter = {
			status: ["CREATED", "DELIVERED"],
			country: ["US"],
			minAmount: 1,
			maxAmount: 2,
			flagged: false,
			q: "x",
		} satisfies OrderFilter;
		for (const [name, query] of Object.entries(everyQuery({ filter, search: "text", text: "x", number: 5 }))) {
			const { index, where, orderBy = [] } = query;
			const conditions = [...(index.where === undefined ? [] : [index.where]), ...where].map(shown).join("<br>");
			expect(text).toContain(`| ${name} | ${conditions} | ${orderBy.map(shown).join(", ")} | \`${index.name}\` |`);
		}
	});
});

describe("the names of a keyspace", () => {
	it.each(["", "a`b", "a b", "a;b", "ä", "a".repeat(300)])("cannot be %j", (bucket) => {
		expect(() => keyspaceOf({ bucket })).toThrow("COUCHBASE_BUCKET");
	});
});

function withOther(filter: OrderFilter, other: string): OrderFilter {
	return {
		...filter,
		...(filter.country === undefined ? {} : { country: [other] }),
		...(filter.customer === undefined ? {} : { customer: filter.customer === filter.q ? other : `${other}!` }),
		...(filter.q === undefined ? {} : { q: other }),
	};
}

function bare(key: string): string {
	return key.replace(/ DESC$/, "");
}

/** The document's fields and its id, as statements write them. */
function expressionsIn(text: string): string[] {
	return [...text.matchAll(/`[^`]+`(?:\.`[^`]+`)*|META\(\)\.id/g)].map(([expression]) => (expression === ID ? ID : expression));
}
