/** What a screen reader hears of something that changes often. */
import { useEffect, useRef, useState } from "react";
import { type Coalescer, createCoalescer } from "../live/coalesce.ts";

/** In ms: a text that changes with every frame would be read out without end. */
const EVERY_MS = 5_000;

/** `text`, heard at its first change and then at most every five seconds. Nothing is seen of it. */
export function Announcement({ name, text }: { name: string; text: string }) {
	const [heard, setHeard] = useState(text);
	const latest = useRef(text);
	latest.current = text;
	const changes = useRef<Coalescer>(undefined);
	useEffect(() => {
		const coalescer = createCoalescer(() => setHeard(latest.current), EVERY_MS);
		changes.current = coalescer;
		return () => coalescer.cancel();
	}, []);
	useEffect(() => {
		if (text !== heard) changes.current?.request();
	}, [text, heard]);
	return (
		<span className="sr" role="status" aria-label={name}>
			{heard}
		</span>
	);
}
