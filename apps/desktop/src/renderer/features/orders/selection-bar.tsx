/** What is selected in the order list, and what can be done with it. Takes the place of the list's bar. */
import { ActionIcon, Button } from "@mantine/core";
import { moneySums } from "@orderdeck/contracts/money";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { IconBan, IconX } from "@tabler/icons-react";
import { eachMoney } from "../../format/money.ts";
import { exactNumber } from "../../format/number.ts";
import { orderKey } from "../../order/order-state.ts";
import { ActButton } from "../../shell/act-button.tsx";
import { ExportMenu } from "./export-menu.tsx";
import type { OrderSearch } from "./order-filters.ts";
import classes from "./orders.module.css";

/** So many orders can be named in one request; a filter may select more. */
export const MOST_PICKED = 1_000;

interface SelectionBarProps {
	readonly picked: readonly OrderView[];
	/** Every order that the filters match is selected, whether it is loaded or not. */
	readonly isAll: boolean;
	readonly search: OrderSearch;
	/** Undefined where there is no filter: an action on all orders there are is not offered. */
	readonly onAll: (() => void) | undefined;
	readonly onCancel: () => void;
	readonly onClear: () => void;
}

export function SelectionBar({ picked, isAll, search, onAll, onCancel, onClear }: SelectionBarProps) {
	const isTooMany = !isAll && picked.length > MOST_PICKED;
	return (
		<div className={classes.selected} role="toolbar" aria-label="Selected orders" data-testid="list-bar">
			<span className="tn">
				<span className="med">{isAll ? "All that match selected" : `${exactNumber(picked.length)} selected`}</span>
				{!isAll && <span className="t2"> · {eachMoney(moneySums(picked, picked[0]?.currency ?? "USD"))}</span>}
			</span>
			{!isAll && onAll !== undefined && (
				<Button variant="subtle" h={24} onClick={onAll}>
					Select all that match
				</Button>
			)}
			<span className="grow" />
			<ExportMenu small search={search} chosen={isAll ? undefined : picked.map(orderKey)} />
			<ActButton
				action="orders.cancelMany"
				h={24}
				c="var(--od-bad)"
				leftSection={<IconBan size={14} />}
				unavailable={isTooMany ? `At most ${exactNumber(MOST_PICKED)} at a time; select more by a filter.` : undefined}
				onClick={onCancel}
			>
				Cancel…
			</ActButton>
			<ActionIcon aria-label="Clear selection" onClick={onClear}>
				<IconX size={16} stroke={1.75} />
			</ActionIcon>
		</div>
	);
}
