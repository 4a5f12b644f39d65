/** Two ends of a range. Loaded on its own: it brings the calendar. */
import { Stack } from "@mantine/core";
import { UtcPicker } from "./utc-picker.tsx";

interface DatePickersProps {
	readonly from: string | undefined;
	readonly to: string | undefined;
	readonly onChange: (change: { from?: string | undefined; to?: string | undefined }) => void;
}

export function DatePickers({ from, to, onChange }: DatePickersProps) {
	return (
		<Stack gap={8}>
			<UtcPicker id="date-from" label="From (UTC)" placeholder="Any time" value={from} onChange={(time) => onChange({ from: time })} />
			<UtcPicker id="date-to" label="To (UTC)" placeholder="Any time" value={to} onChange={(time) => onChange({ to: time })} />
		</Stack>
	);
}
