/** The commands on orders. */
import type { orderCommands } from "@orderdeck/contracts/orders/requests";
import { cancelOrder } from "./cancel-order.ts";
import { createOrder } from "./create-order.ts";
import type { Handlers } from "./handler.ts";

export const orderHandlers: Handlers<typeof orderCommands> = { createOrder, cancelOrder };
