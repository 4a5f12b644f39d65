import { useLocalStorage } from "@mantine/hooks";

/** Whether single keys act; operators who need them for something else turn them off. */
export function useSingleKeys() {
	return useLocalStorage({ key: "orderdeck.single-keys", defaultValue: true, getInitialValueInEffect: false });
}
