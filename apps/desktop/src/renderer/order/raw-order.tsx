import { Collapse } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { exactNumber, NARROW } from "../format/number.ts";
import { CopyId } from "../ui/copy-id.tsx";
import classes from "./order-panel.module.css";

/** The order view as it is stored, folded until it is asked for. */
export function RawOrder({ order }: { order: OrderView }) {
	const [opened, { toggle }] = useDisclosure(false);
	const text = JSON.stringify(order, null, 2);
	const Chevron = opened ? IconChevronDown : IconChevronRight;
	return (
		<div style={{ position: "relative" }}>
			<button type="button" className={classes.fold} aria-expanded={opened} onClick={toggle}>
				<Chevron size={14} aria-hidden />
				Raw JSON
				<span className="grow" />
				<span className="mono t3" style={{ marginRight: 28 }}>
					{exactNumber(new TextEncoder().encode(JSON.stringify(order)).length)}
					{NARROW}B
				</span>
			</button>
			<span style={{ position: "absolute", right: 8, top: 6 }}>
				<CopyId value={text} what="raw JSON" />
			</span>
			<Collapse expanded={opened} transitionDuration={0}>
				{opened && (
					// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
					<pre className={`mono ${classes.json}`} tabIndex={0}>
						{text}
					</pre>
				)}
			</Collapse>
		</div>
	);
}
