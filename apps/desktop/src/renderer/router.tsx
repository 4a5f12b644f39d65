/** Addresses of the screens. Hash history: the same pages run from a web server and from a file scheme. */
import { createHashHistory, createRootRoute, createRoute, createRouter } from "@tanstack/react-router";
import { z } from "zod";
import { AlertsScreen } from "./features/alerts/alerts-screen.tsx";
import { LagScreen } from "./features/lag/lag-screen.tsx";
import { orderSearchSchema } from "./features/orders/order-filters.ts";
import { OrdersScreen } from "./features/orders/orders-screen.tsx";
import { OverviewScreen } from "./features/overview/overview-screen.tsx";
import { NotFound, ScreenFailed } from "./shell/screen-failed.tsx";
import { Shell } from "./shell/shell.tsx";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: ScreenFailed });

const text = z.string().min(1).max(200).optional().catch(undefined);

const overview = createRoute({ getParentRoute: () => root, path: "/", component: OverviewScreen });
const orders = createRoute({
	getParentRoute: () => root,
	path: "/orders",
	validateSearch: orderSearchSchema,
	component: OrdersScreen,
});
const alerts = createRoute({
	getParentRoute: () => root,
	path: "/alerts",
	validateSearch: z.object({ order: text, alert: text, state: z.enum(["RESOLVED"]).optional().catch(undefined) }),
	component: AlertsScreen,
});
const lag = createRoute({ getParentRoute: () => root, path: "/lag", validateSearch: z.object({ group: text }), component: LagScreen });

/** Every value stands in the address as it is, without quotes, so that links can be read and written by hand. */
function stringifySearch(search: Record<string, unknown>): string {
	const pairs = Object.entries(search).filter(([, value]) => value !== undefined && value !== null && value !== "");
	const text = new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString();
	return text === "" ? "" : `?${text.replaceAll("%2C", ",")}`;
}

export function createAppRouter() {
	return createRouter({
		routeTree: root.addChildren([overview, orders, alerts, lag]),
		history: createHashHistory(),
		parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
		stringifySearch,
		defaultPreload: false,
	});
}

declare module "@tanstack/react-router" {
	interface Register {
		router: ReturnType<typeof createAppRouter>;
	}
}
