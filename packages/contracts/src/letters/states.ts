/** The states of a dead letter, without the schemas of letters: addresses of the console hold a state. */

/**
 * WAITING: for an operator. REDRIVING: published again, its group has not handled it yet. SUCCEEDED: its group has handled it. FAILED_AGAIN: it
 * failed again, and waits as a new letter. DISCARDED: by an operator, who may restore it.
 */
export const LETTER_STATES = ["WAITING", "REDRIVING", "SUCCEEDED", "FAILED_AGAIN", "DISCARDED"] as const;
