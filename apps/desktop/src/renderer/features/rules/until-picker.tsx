/** A time in the future. Loaded on its own: it brings the calendar. */
import "@mantine/dates/styles.css";
import { DateTimePicker } from "@mantine/dates";
import { isoOfPicked, pickedOfIso } from "../../ui/date-filter/date-range.ts";

interface UntilPickerProps {
	readonly label: string;
	/** ISO 8601; undefined where none is chosen. */
	readonly value: string | undefined;
	readonly onChange: (until: string | undefined) => void;
}

export function UntilPicker({ label, value, onChange }: UntilPickerProps) {
	return (
		<DateTimePicker
			// The calendar names itself after the field by this id.
			id="until"
			label={label}
			size="xs"
			placeholder="No time"
			valueFormat="YYYY-MM-DD HH:mm"
			clearable
			clearButtonProps={{ "aria-label": `Clear ${label}` }}
			value={pickedOfIso(value)}
			onChange={(picked) => onChange(isoOfPicked(picked))}
			popoverProps={{ id: "until", withinPortal: false, position: "bottom-start" }}
			hideOutsideDates
			ariaLabels={{ previousMonth: "Previous month", nextMonth: "Next month" }}
			submitButtonProps={{ "aria-label": "Apply time" }}
		/>
	);
}
