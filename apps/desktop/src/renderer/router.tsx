/** Addresses of the screens. Hash history: the same pages run from a web server and from a file scheme. */
import { createHashHistory, createRootRoute, createRoute, createRouter } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { z } from "zod";
import { lazyComponent } from "./chunks/lazy-component.tsx";
import { alertSearchSchema } from "./features/alerts/alert-tabs.ts";
import { auditSearchSchema } from "./features/audit/audit-search.ts";
import { eventSearchSchema } from "./features/events/event-feed.ts";
import { spanSchema } from "./features/lag/spans.ts";
import { letterSearchSchema } from "./features/letters/letter-search.ts";
import { orderSearchSchema } from "./features/orders/order-filters.ts";
import { OverviewScreen } from "./features/overview/overview-screen.tsx";
import { overviewSearchSchema } from "./features/overview/ranges.ts";
import { ruleSearchSchema } from "./features/rules/rule-search.ts";
import { Commands } from "./shell/commands/commands.tsx";
import { Notices } from "./shell/notices/notices.tsx";
import { NotFound, ScreenFailed } from "./shell/screen-failed.tsx";
import { ScreenLoading, ScreenUnavailable } from "./shell/screen-loading.tsx";
import { Shell } from "./shell/shell.tsx";
import { usePaletteItems } from "./use-palette-items.ts";

function Console() {
	return (
		<>
			<Shell />
			<Commands usePaletteItems={usePaletteItems} />
			<Notices />
		</>
	);
}

const root = createRootRoute({ component: Console, notFoundComponent: NotFound, errorComponent: ScreenFailed });

const text = z.string().min(1).max(200).optional().catch(undefined);

/** A screen that is loaded on its own. */
function screen(load: () => Promise<ComponentType>) {
	return lazyComponent(load, { pending: <ScreenLoading />, frame: (message) => <ScreenUnavailable>{message}</ScreenUnavailable> });
}

const overview = createRoute({ getParentRoute: () => root, path: "/", validateSearch: overviewSearchSchema, component: OverviewScreen });
const orders = createRoute({
	getParentRoute: () => root,
	path: "/orders",
	validateSearch: orderSearchSchema,
	component: screen(() => import("./features/orders/orders-screen.tsx").then((module) => module.OrdersScreen)),
});
const alerts = createRoute({
	getParentRoute: () => root,
	path: "/alerts",
	validateSearch: alertSearchSchema,
	component: screen(() => import("./features/alerts/alerts-screen.tsx").then((module) => module.AlertsScreen)),
});
const lag = createRoute({
	getParentRoute: () => root,
	path: "/lag",
	validateSearch: z.object({ group: text, span: spanSchema, act: z.enum(["pause", "resume"]).optional().catch(undefined) }),
	component: screen(() => import("./features/lag/lag-screen.tsx").then((module) => module.LagScreen)),
});
const events = createRoute({
	getParentRoute: () => root,
	path: "/events",
	validateSearch: eventSearchSchema,
	component: screen(() => import("./features/events/events-screen.tsx").then((module) => module.EventsScreen)),
});
const record = createRoute({
	getParentRoute: () => root,
	path: "/records/$topic/$partition/$offset",
	component: screen(() => import("./features/records/record-screen.tsx").then((module) => module.RecordScreen)),
});
const deadLetters = createRoute({
	getParentRoute: () => root,
	path: "/dead-letters",
	validateSearch: letterSearchSchema,
	component: screen(() => import("./features/letters/letters-screen.tsx").then((module) => module.LettersScreen)),
});
const replay = createRoute({
	getParentRoute: () => root,
	path: "/replay",
	component: screen(() => import("./features/replay/replay-screen.tsx").then((module) => module.ReplayScreen)),
});
const inventory = createRoute({
	getParentRoute: () => root,
	path: "/inventory",
	validateSearch: z.object({ restock: text }),
	component: screen(() => import("./features/inventory/inventory-screen.tsx").then((module) => module.InventoryScreen)),
});
const rules = createRoute({
	getParentRoute: () => root,
	path: "/rules",
	validateSearch: ruleSearchSchema,
	component: screen(() => import("./features/rules/rules-screen.tsx").then((module) => module.RulesScreen)),
});
const services = createRoute({
	getParentRoute: () => root,
	path: "/services",
	validateSearch: z.object({ start: z.enum(["true"]).optional().catch(undefined) }),
	component: screen(() => import("./features/services/services-screen.tsx").then((module) => module.ServicesScreen)),
});

const audit = createRoute({
	getParentRoute: () => root,
	path: "/audit",
	validateSearch: auditSearchSchema,
	component: screen(() => import("./features/audit/audit-screen.tsx").then((module) => module.AuditScreen)),
});

/** Every value stands in the address as it is, without quotes, so that links can be read and written by hand. */
function stringifySearch(search: Record<string, unknown>): string {
	const pairs = Object.entries(search).filter(([, value]) => value !== undefined && value !== null && value !== "");
	const text = new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString();
	return text === "" ? "" : `?${text.replaceAll("%2C", ",").replaceAll("%3A", ":")}`;
}

export function createAppRouter() {
	return createRouter({
		routeTree: root.addChildren([overview, orders, alerts, lag, events, record, deadLetters, replay, inventory, rules, services, audit]),
		history: createHashHistory(),
		parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
		stringifySearch,
		defaultPreload: "intent",
		defaultErrorComponent: ScreenFailed,
		defaultPendingComponent: ScreenLoading,
		defaultPendingMs: 200,
	});
}

declare module "@tanstack/react-router" {
	interface Register {
		router: ReturnType<typeof createAppRouter>;
	}
}
