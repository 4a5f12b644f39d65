/** A version cannot be measured; the message states why. */
export class CannotMeasure extends Error {
	readonly code = "CANNOT_MEASURE";
}
