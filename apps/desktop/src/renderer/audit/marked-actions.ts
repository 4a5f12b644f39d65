/** The actions whose records charts show: those that change what a chart shows. */
export const MARKED_ACTIONS = [
	"group.pause",
	"group.resume",
	"group.pause-end",
	"group.offsets.reset",
	"group.offsets.restore",
	"orders.cancel",
	"letters.redrive",
	"orders.replay",
	"producer.set",
	"rule.create",
	"rule.update",
	"rule.restore",
] as const;

export type MarkedAction = (typeof MARKED_ACTIONS)[number];
