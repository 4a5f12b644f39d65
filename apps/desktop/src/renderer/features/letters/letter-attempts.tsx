/** When each attempt on a letter's record failed, and how long after the one before. */
import type { DeadLetterDetails } from "@orderdeck/contracts/letters/entities";
import { interval } from "../../format/duration.ts";
import { epochOf, exactClockTime, exactTimeOrDate, fullTime, minuteTime } from "../../format/time.ts";
import { counted } from "../../format/words.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import classes from "./letters.module.css";

/** Where the seconds begin in `14:31:37.845`. */
const SECONDS_AT = 6;

/** Nothing where the letter's writer does not state the times. */
export function LetterAttempts({ letter: { attempts, attempt_times: times } }: { letter: DeadLetterDetails }) {
	if (times.length === 0) return null;
	return (
		<section className={classes.part}>
			<h3>
				Attempts <span className="t3 xs">{counted(attempts, "attempt")}, then dead letter</span>
			</h3>
			<ol className={classes.attempts}>
				{times.map((time, place) => {
					const [at, before] = [epochOf(time), epochOf(times[place - 1] ?? "")];
					return (
						// biome-ignore lint/suspicious/noArrayIndexKey: two attempts may fail within the same millisecond
						<li key={place}>
							<time className="tn" dateTime={time} title={fullTime(at)}>
								{minuteTime(at) === minuteTime(before) ? exactClockTime(at).slice(SECONDS_AT) : exactTimeOrDate(at, daemonClock.now())}
							</time>
							<span className="t2 tn">{place > 0 && `+${interval(at - before)}`}</span>
						</li>
					);
				})}
			</ol>
		</section>
	);
}
