/** Confirms what is done with dead letters, and shows what was done with each. */
import type { OpenSheet } from "./chosen-letters.ts";
import { DiscardSheet } from "./discard-sheet.tsx";

interface LetterSheetProps {
	readonly sheet: OpenSheet;
	readonly onDone: () => void;
	readonly onClose: () => void;
}

export function LetterSheet({ sheet, ...rest }: LetterSheetProps) {
	return <DiscardSheet sheet={sheet} {...rest} />;
}
