/** Countries as chips: typed one after another, removed one by one. */
import { Pill, PillsInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { countryName } from "../../format/words.ts";
import { withCountries } from "./rule-draft.ts";
import classes from "./rules.module.css";

interface CountryFieldProps {
	readonly label: string;
	/** The label as it is shown. */
	readonly head: ReactNode;
	readonly countries: readonly string[];
	/** Those that are not in it are marked as added. */
	readonly before: readonly string[];
	readonly disabled: boolean;
	readonly title: string | undefined;
	readonly onChange: (countries: string[]) => void;
}

export function CountryField({ label, head, countries, before, disabled, title, onChange }: CountryFieldProps) {
	const [text, setText] = useState("");
	const [wrong, setWrong] = useState(false);
	const take = () => {
		const next = withCountries(countries, text);
		setWrong(next === undefined);
		if (next === undefined) return;
		setText("");
		if (next.length !== countries.length) onChange(next);
	};
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.key === "Enter" || event.key === "," || event.key === " ") {
			event.preventDefault();
			take();
		} else if (event.key === "Backspace" && text === "") onChange(countries.slice(0, -1));
	};
	return (
		<PillsInput
			size="xs"
			label={head}
			labelProps={{ labelElement: "div" }}
			error={wrong ? "Two letters, such as DE" : undefined}
			disabled={disabled}
			title={title}
			data-changed={countries.toSorted().join() !== before.toSorted().join() || undefined}
			className={classes.field}
		>
			<Pill.Group gap={4}>
				{countries.map((country) => (
					<Pill
						key={country}
						size="xs"
						className={before.includes(country) ? classes.country : `${classes.country} ${classes.added}`}
						title={countryName(country)}
						disabled={disabled}
						withRemoveButton={!disabled}
						removeButtonProps={{ "aria-label": `Remove ${country}`, "aria-hidden": false, tabIndex: 0 }}
						onRemove={() => onChange(countries.filter((each) => each !== country))}
					>
						{!before.includes(country) && <IconPlus size={10} stroke={3} aria-label="added: " />}
						{country}
					</Pill>
				))}
				<PillsInput.Field
					aria-label={label}
					value={text}
					disabled={disabled}
					placeholder={countries.length === 0 ? "any country" : ""}
					autoComplete="off"
					spellCheck={false}
					onChange={(event) => setText(event.currentTarget.value)}
					onKeyDown={onKeyDown}
					onBlur={take}
				/>
			</Pill.Group>
		</PillsInput>
	);
}
