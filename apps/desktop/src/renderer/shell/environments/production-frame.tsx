/** What makes production unmistakable: the frame around everything. */
import { useEnvironment } from "./environment-context.tsx";
import classes from "./environments.module.css";

/** Nothing where the environment is not production. */
export function ProductionFrame() {
	const { kind, colour } = useEnvironment();
	return kind === "production" ? <div className={`${classes.colour} ${classes.frame}`} data-colour={colour} aria-hidden /> : null;
}
