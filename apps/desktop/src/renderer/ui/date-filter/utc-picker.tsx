/** A date and a time of day in UTC, to the second. Loaded on its own: it brings the calendar. */
import "@mantine/dates/styles.css";
import { DateTimePicker } from "@mantine/dates";
import { isoOfPicked, pickedOfIso } from "./date-range.ts";

const LABELS = { previousMonth: "Previous month", nextMonth: "Next month" };

interface UtcPickerProps {
	/** The calendar names itself after the field by it. */
	readonly id: string;
	readonly label: string;
	readonly placeholder: string;
	/** ISO 8601. */
	readonly value: string | undefined;
	readonly onChange: (time: string | undefined) => void;
}

export function UtcPicker({ id, label, placeholder, value, onChange }: UtcPickerProps) {
	return (
		<DateTimePicker
			id={id}
			label={label}
			size="xs"
			placeholder={placeholder}
			valueFormat="YYYY-MM-DD HH:mm:ss"
			withSeconds
			clearable
			clearButtonProps={{ "aria-label": `Clear ${label}` }}
			value={pickedOfIso(value)}
			onChange={(picked) => onChange(isoOfPicked(picked))}
			popoverProps={{ id, withinPortal: false, position: "bottom-start" }}
			hideOutsideDates
			ariaLabels={LABELS}
			submitButtonProps={{ "aria-label": "Apply time" }}
		/>
	);
}
