/** What the daemon does for the event procedures. */
import type { EventPage, EventSelection } from "./requests.ts";

export interface FeedApi {
	/** Throws NOT_FOUND, with the offsets that can be read there, where `at` is outside the offsets of its partition, or nothing follows it. */
	listEvents(input: EventSelection): Promise<EventPage>;
}
