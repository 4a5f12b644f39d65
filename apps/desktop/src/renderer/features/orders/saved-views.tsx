/** Views of the list as tabs: those that come with the console, then one's own. */
import { ActionIcon, Button, Popover, Stack, TextInput, Tooltip } from "@mantine/core";
import type { OrderCount } from "@orderdeck/contracts/orders/requests";
import { IconBookmark, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { eachMoney } from "../../format/money.ts";
import { useLive } from "../../live/live-context.tsx";
import { Count } from "../../ui/count.tsx";
import { Tabs, tabClass } from "../../ui/tabs.tsx";
import { filterSearchOf, type OrderSearch, unsortedOf } from "./order-filters.ts";
import classes from "./orders.module.css";
import { useOrderCounts } from "./use-order-counts.ts";
import { GIVEN_VIEWS, STUCK, sameSearch, useViews, type View, viewOf, withView } from "./views.ts";

/** A link is the current page when its filters are those of the address. */
const HERE = { exact: true, includeSearch: true } as const;

export function SavedViews({ search }: { search: OrderSearch }) {
	const [own, setOwn] = useViews();
	const filters = filterSearchOf(search);
	const views = [...GIVEN_VIEWS, ...own];
	const current = viewOf(views, filters);
	const known = current !== undefined && sameSearch(current.search, filters);
	const countOf = useOrderCounts(search);
	return (
		<Tabs
			label="Order views"
			aside={
				!known && <SaveView names={own.map((view) => view.name)} onSave={(name) => setOwn([...withView(own, { name, search: filters })])} />
			}
		>
			{GIVEN_VIEWS.map((view) => (
				<Tab key={view.name} view={view} here={view === current} count={countOf(view.search)} />
			))}
			{own.map((view) => (
				<span key={view.name} className={classes.own}>
					<Tab view={view} here={view === current} count={countOf(view.search)} />
					<Tooltip label="Remove this view">
						<ActionIcon
							size={18}
							aria-label={`Remove the view ${view.name}`}
							onClick={() => setOwn(own.filter((kept) => kept.name !== view.name))}
						>
							<IconX size={12} />
						</ActionIcon>
					</Tooltip>
				</span>
			))}
		</Tabs>
	);
}

/** All orders, counted with the other views; as the stream counts them until then. */
function AllOrders({ counted }: { counted: OrderCount | undefined }) {
	const live = useLive((state) => state.figures?.orderCount);
	const total = counted?.orders ?? live;
	return (
		total !== undefined && (
			<>
				{" "}
				<span className="t3">
					<Count compact value={total} />
				</span>
			</>
		)
	);
}

function ViewCount({ view, count: { orders, at_least, money } }: { view: View; count: OrderCount }) {
	return (
		<>
			{" "}
			<span className={view.name === STUCK && orders > 0 ? "warn" : "t3"} title={money === null ? undefined : eachMoney(money)}>
				<Count compact value={orders} atLeast={at_least} />
			</span>
		</>
	);
}

interface TabProps {
	readonly view: View;
	readonly here: boolean;
	readonly count: OrderCount | undefined;
}

function Tab({ view, here, count }: TabProps) {
	return (
		<Link to="/orders" search={view.search} className={tabClass} data-here={here || undefined} activeOptions={HERE}>
			{view.name}
			{sameSearch(unsortedOf(view.search), {}) ? <AllOrders counted={count} /> : count && <ViewCount view={view} count={count} />}
		</Link>
	);
}

function SaveView({ names, onSave }: { names: readonly string[]; onSave: (name: string) => void }) {
	const [opened, setOpened] = useState(false);
	const [name, setName] = useState("");
	const typed = name.trim();
	const given = GIVEN_VIEWS.some((view) => view.name === typed);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (typed === "" || given) return;
		onSave(typed);
		setOpened(false);
		setName("");
	};
	return (
		<Popover
			opened={opened}
			onChange={setOpened}
			position="bottom-end"
			trapFocus
			returnFocus
			width={240}
			transitionProps={{ duration: 100 }}
		>
			<Popover.Target>
				<Button
					variant="subtle"
					color="gray"
					c="var(--od-text-2)"
					leftSection={<IconBookmark size={14} />}
					onClick={() => setOpened(!opened)}
				>
					Save view
				</Button>
			</Popover.Target>
			<Popover.Dropdown aria-label="Save view">
				<form onSubmit={submit}>
					<Stack gap={8}>
						<TextInput
							label="Name"
							description="Saved in this browser"
							value={name}
							maxLength={40}
							onChange={(event) => setName(event.currentTarget.value)}
							error={given ? "A built-in view has this name" : undefined}
							data-autofocus
						/>
						<Button type="submit" variant="filled" disabled={typed === "" || given}>
							{names.includes(typed) ? "Replace" : "Save"}
						</Button>
					</Stack>
				</form>
			</Popover.Dropdown>
		</Popover>
	);
}
