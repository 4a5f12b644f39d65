/** The screens: where they are, what they are called, and the key that leads there after `g`. */
import {
	IconActivity,
	IconAdjustmentsHorizontal,
	IconClipboardList,
	IconHistory,
	IconHourglassHigh,
	IconLayoutDashboard,
	IconMailX,
	IconPackage,
	IconServer2,
	IconShieldExclamation,
	IconShoppingCart,
	type TablerIcon,
} from "@tabler/icons-react";

export type ScreenPath =
	| "/"
	| "/orders"
	| "/alerts"
	| "/lag"
	| "/events"
	| "/dead-letters"
	| "/replay"
	| "/inventory"
	| "/rules"
	| "/services"
	| "/audit";

export interface Screen {
	readonly to: ScreenPath;
	readonly label: string;
	/** The heading it stands under in the rail. */
	readonly part: "Watch" | "Repair" | "Run";
	readonly icon: TablerIcon;
	readonly key: string;
}

export const SCREENS: readonly Screen[] = [
	{ to: "/", label: "Overview", part: "Watch", icon: IconLayoutDashboard, key: "h" },
	{ to: "/orders", label: "Orders", part: "Watch", icon: IconShoppingCart, key: "o" },
	{ to: "/alerts", label: "Fraud alerts", part: "Watch", icon: IconShieldExclamation, key: "a" },
	{ to: "/lag", label: "Consumer lag", part: "Watch", icon: IconHourglassHigh, key: "l" },
	{ to: "/events", label: "Events", part: "Watch", icon: IconActivity, key: "e" },
	{ to: "/dead-letters", label: "Dead letters", part: "Repair", icon: IconMailX, key: "d" },
	{ to: "/replay", label: "Replay", part: "Repair", icon: IconHistory, key: "r" },
	{ to: "/inventory", label: "Inventory", part: "Repair", icon: IconPackage, key: "i" },
	{ to: "/rules", label: "Rules", part: "Run", icon: IconAdjustmentsHorizontal, key: "f" },
	{ to: "/services", label: "Services", part: "Run", icon: IconServer2, key: "s" },
	{ to: "/audit", label: "Audit log", part: "Run", icon: IconClipboardList, key: "u" },
];
