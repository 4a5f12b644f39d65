/** The version that ratios are stated against. */
export const REFERENCE = "565aec7";
