/** The group was paused while a batch or a tick was in progress: what has not been decided yet is left, and delivered again after resume. */
export class PausedMeanwhile extends Error {
	override readonly name = "PausedMeanwhile";
	readonly code = "PAUSED_MEANWHILE";
}
