/** The commands on orders. */
import type { orderCommands } from "@orderdeck/contracts/orders/requests";
import { cancelOrder } from "./cancel-order.ts";
import { createOrder } from "./create-order.ts";
import type { HandlersOf } from "./handler.ts";
import { cancelOrders } from "./jobs/cancel-orders.ts";

export const orderHandlers: HandlersOf<typeof orderCommands> = { createOrder, cancelOrder, cancelOrders };
