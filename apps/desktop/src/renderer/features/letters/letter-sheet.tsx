/** Confirms what is done with dead letters, and shows what was done with each. */
import type { OpenSheet } from "./chosen-letters.ts";
import { DiscardSheet } from "./discard-sheet.tsx";
import { RedriveSheet } from "./redrive-sheet.tsx";

interface LetterSheetProps {
	readonly sheet: OpenSheet;
	readonly onDone: () => void;
	readonly onClose: () => void;
}

export function LetterSheet({ sheet, ...rest }: LetterSheetProps) {
	if (sheet.kind === "redrive") return <RedriveSheet sheet={sheet} {...rest} />;
	return <DiscardSheet sheet={sheet} {...rest} />;
}
