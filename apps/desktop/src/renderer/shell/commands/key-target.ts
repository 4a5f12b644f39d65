/** Keys belong to the field one types in, and to the dialog that is open. */
export function isTaken(target: EventTarget | null): boolean {
	if (document.querySelector("[role=dialog], [role=menu]") !== null) return true;
	return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}
