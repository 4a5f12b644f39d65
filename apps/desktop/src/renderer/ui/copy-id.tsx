import { ActionIcon, CopyButton, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";

/** Copies `value`; shows it for a second. */
export function CopyId({ value, what }: { value: string; what: string }) {
	return (
		<CopyButton value={value} timeout={1000}>
			{({ copied, copy }) => (
				<Tooltip label={copied ? "Copied" : `Copy ${what}`}>
					<ActionIcon size={20} onClick={copy} aria-label={`Copy ${what}`}>
						{copied ? <IconCheck size={13} className="ok" /> : <IconCopy size={13} />}
					</ActionIcon>
				</Tooltip>
			)}
		</CopyButton>
	);
}
