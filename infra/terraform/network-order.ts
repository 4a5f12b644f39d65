/**
 * Reads `terraform graph -type=plan` from standard input and checks that what uses the network waits for it: a task that starts before its way
 * out exists cannot pull its image, and a first apply would be a race. Lists each missing order and exits with 1.
 */
import { text } from "node:stream/consumers";

const EGRESS = [/\baws_nat_gateway\./, /\baws_route\./, /\baws_route_table_association\./, /\baws_vpc_security_group_egress_rule\.tasks/];

/** Addresses of resources: each of the first waits for each that any pattern of the second matches. */
const ORDERS: readonly { readonly waits: RegExp; readonly for: readonly RegExp[] }[] = [
	{ waits: /\baws_ecs_service\./, for: [...EGRESS, /\baws_vpc_security_group_\w+_rule\.\w*_(?:to|from)_/] },
	{ waits: /^module\.couchbase_setup\.aws_ecs_task_definition\./, for: EGRESS },
	{ waits: /\baws_lb\./, for: [/\baws_internet_gateway\./, /\baws_route\.public/, /\baws_route_table_association\.public/] },
	{ waits: /\baws_nat_gateway\./, for: [/\baws_route\.public/, /\baws_route_table_association\.public/] },
];

type Graph = ReadonlyMap<string, readonly string[]>;

/** By node: what it waits for. Nodes are addresses, some with a suffix such as "(expand)". */
function graphOf(dot: string): Graph {
	const edges = [...dot.matchAll(/"\[root\] (.+)" -> "\[root\] (.+)"/g)].map(([, from = "", to = ""]) => ({ from, to }));
	return new Map([...Map.groupBy(edges, ({ from }) => from)].map(([from, all]) => [from, all.map(({ to }) => to)]));
}

function reachable(graph: Graph, from: string): ReadonlySet<string> {
	const seen = new Set<string>();
	const next = [from];
	for (let node = next.pop(); node !== undefined; node = next.pop()) {
		for (const to of graph.get(node) ?? []) {
			if (seen.has(to)) continue;
			seen.add(to);
			next.push(to);
		}
	}
	return seen;
}

/** A pattern that matches nothing is a gap, too: the resource was renamed, and nothing would be checked. */
function gapsOf(graph: Graph): string[] {
	const nodes = [...new Set([...graph.keys(), ...[...graph.values()].flat()])].filter((node) => node.endsWith("(expand)"));
	const matching = (pattern: RegExp) => nodes.filter((node) => pattern.test(node));
	return ORDERS.flatMap(({ waits, for: patterns }) => {
		const unmatched = [waits, ...patterns]
			.filter((pattern) => matching(pattern).length === 0)
			.map((pattern) => `no resource matches ${pattern}`);
		const missing = matching(waits).flatMap((waiting) => {
			const known = reachable(graph, waiting);
			return patterns.flatMap(matching).flatMap((needed) => (known.has(needed) ? [] : [`${waiting} does not wait for ${needed}`]));
		});
		return [...unmatched, ...missing];
	});
}

const gaps = [...new Set(gapsOf(graphOf(await text(process.stdin))))];
for (const gap of gaps) console.error(gap);
process.exitCode = gaps.length === 0 ? 0 : 1;
