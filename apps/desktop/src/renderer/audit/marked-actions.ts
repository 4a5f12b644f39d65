/** They change which orders the fraud group flags. */
export const RULE_ACTIONS = ["rule.create", "rule.update", "rule.restore"] as const;

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
	...RULE_ACTIONS,
] as const;

export type MarkedAction = (typeof MARKED_ACTIONS)[number];
