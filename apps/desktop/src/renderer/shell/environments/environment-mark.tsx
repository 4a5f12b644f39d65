/** An environment as it is shown wherever it is named: its colour, its name, its kind. */
import type { EnvironmentKind } from "@orderdeck/contracts/environment";
import type { ReactNode } from "react";
import type { Environment } from "../../../shared/environment.ts";
import classes from "./environments.module.css";

export const KIND_WORD: Readonly<Record<EnvironmentKind, string>> = { local: "Local", staging: "Staging", production: "Production" };

export function EnvironmentName({ environment }: { environment: Pick<Environment, "name" | "kind" | "colour"> }) {
	return (
		<>
			<i className={`${classes.colour} ${classes.mark}`} data-colour={environment.colour} aria-hidden />
			<span className={`${classes.name} med`} title={environment.name}>
				{environment.name}
			</span>
			<span className="sr">·</span>
			<span className={`${classes.kind} t2 sm`}>{KIND_WORD[environment.kind]}</span>
		</>
	);
}

/** Gives what is inside the environment's colour. */
export function InColour(props: { colour: Environment["colour"]; className?: string; children: ReactNode }) {
	return (
		<div className={`${classes.colour} ${props.className ?? ""}`} data-colour={props.colour}>
			{props.children}
		</div>
	);
}
