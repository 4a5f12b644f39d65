import { type ReactNode, useEffect, useState } from "react";
import { flushSync } from "react-dom";

/**
 * Renders its children in a task of their own, so that they do not hold up the page together with what is around them: between the two the
 * browser paints and takes input in. Until then it renders `pending`.
 */
export function NextTask({ pending, children }: { pending?: ReactNode; children: ReactNode }) {
	const [isNext, setNext] = useState(false);
	useEffect(() => {
		const timer = setTimeout(() => flushSync(() => setNext(true)));
		return () => clearTimeout(timer);
	}, []);
	return isNext ? children : pending;
}
