/** Two ends of a range. Loaded on its own: it brings the calendar. */
import "@mantine/dates/styles.css";
import { Stack } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { isoOfPicked, pickedOfIso } from "./date-range.ts";

const LABELS = { previousMonth: "Previous month", nextMonth: "Next month" };

interface DatePickersProps {
	readonly from: string | undefined;
	readonly to: string | undefined;
	readonly onChange: (change: { from?: string | undefined; to?: string | undefined }) => void;
}

export function DatePickers({ from, to, onChange }: DatePickersProps) {
	const picker = (label: string, key: "from" | "to", value: string | undefined) => (
		<DateTimePicker
			// The calendar names itself after the field by this id.
			id={`date-${key}`}
			label={label}
			size="xs"
			placeholder="Any time"
			valueFormat="YYYY-MM-DD HH:mm:ss"
			withSeconds
			clearable
			clearButtonProps={{ "aria-label": `Clear ${label}` }}
			value={pickedOfIso(value)}
			onChange={(picked) => onChange({ [key]: isoOfPicked(picked) })}
			popoverProps={{ id: `date-${key}`, withinPortal: false, position: "bottom-start" }}
			hideOutsideDates
			ariaLabels={LABELS}
			submitButtonProps={{ "aria-label": "Apply time" }}
		/>
	);
	return (
		<Stack gap={8}>
			{picker("From (UTC)", "from", from)}
			{picker("To (UTC)", "to", to)}
		</Stack>
	);
}
