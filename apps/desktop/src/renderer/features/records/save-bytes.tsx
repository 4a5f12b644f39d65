/** Saves the value or the key of a record as a file, byte for byte. */
import { Button, Menu } from "@mantine/core";
import type { RecordView } from "@orderdeck/contracts/records/entities";
import { IconDownload, IconFileDigit, IconKey } from "@tabler/icons-react";
import { exactNumber } from "../../format/number.ts";
import { useHost } from "../../host/host-context.tsx";
import { toastDone, toastRefused } from "../../ui/toast.tsx";
import { bytesOf } from "../../ui/value-view.tsx";

const MIME = "application/octet-stream";

export function SaveBytes({ record }: { record: RecordView }) {
	const host = useHost();
	const value = bytesOf(record);
	const key = record.key === null ? undefined : new TextEncoder().encode(record.key);
	const save = async (part: "value" | "key", bytes: Uint8Array<ArrayBuffer>) => {
		const name = `${record.topic}-${record.partition}-${record.offset}.${part}`;
		try {
			if ((await host.saveFile(name, MIME, bytes)) === "saved") toastDone(`${exactNumber(bytes.byteLength)} bytes saved`, name);
		} catch (error) {
			toastRefused("Nothing was saved", error instanceof Error ? error.message : String(error));
		}
	};
	const item = (part: "value" | "key", bytes: Uint8Array<ArrayBuffer> | undefined, lack: string | undefined) => (
		<Menu.Item
			leftSection={part === "value" ? <IconFileDigit size={14} /> : <IconKey size={14} />}
			disabled={bytes === undefined || lack !== undefined}
			onClick={() => bytes !== undefined && void save(part, bytes)}
		>
			{part === "value" ? "Value" : "Key"}, {lack ?? (bytes === undefined ? "none" : `${exactNumber(bytes.byteLength)} B`)}
		</Menu.Item>
	);
	return (
		<Menu position="bottom-end">
			<Menu.Target>
				<Button variant="subtle" color="gray" c="var(--od-text-2)" leftSection={<IconDownload size={14} />}>
					Save bytes
				</Button>
			</Menu.Target>
			<Menu.Dropdown>
				{item("value", value, record.value_cut ? "only its beginning is here" : undefined)}
				{item("key", key, undefined)}
			</Menu.Dropdown>
		</Menu>
	);
}
