import classes from "./rail.module.css";

export function Brand({ small = false }: { small?: boolean }) {
	return (
		<span className={classes.brand} data-colored>
			<svg width="18" height="18" viewBox="0 0 18 18" fill="none" strokeWidth="1.75" strokeLinejoin="round" aria-hidden="true">
				<path d="M6 3.5h6.5a2 2 0 0 1 2 2V12" stroke="var(--od-accent)" />
				<rect x="2.5" y="6" width="9.5" height="9.5" rx="2" stroke="currentColor" />
			</svg>
			{!small && "Orderdeck"}
		</span>
	);
}
