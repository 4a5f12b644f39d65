/** How many orders wait when the operations of an order are counted. */

/** All of them fit into one batch of each group, so that the counts do not depend on the speed of the machine. */
export const ORDERS = 1_000;
/** Batches are full here; how many events of an order share one depends a little on the machine. */
export const BACKLOG = 20_000;
/** Batches are small: what is read and written once for each of them weighs more. */
export const FEW = 100;
