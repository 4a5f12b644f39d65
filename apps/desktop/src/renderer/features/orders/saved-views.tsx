/** Views of the list as tabs: those that come with the console, then one's own. */
import { ActionIcon, Button, Popover, Stack, TextInput, Tooltip } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconBookmark, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../api/client.ts";
import { eachMoney } from "../../format/money.ts";
import { countText } from "../../format/number.ts";
import { useLiveContext } from "../../live/live-context.tsx";
import { filterSearchOf, type OrderSearch } from "./order-filters.ts";
import classes from "./orders.module.css";
import { GIVEN_VIEWS, readViews, STUCK, sameSearch, type View, withView } from "./views.ts";

/** How often the stuck orders are counted, in ms. */
const STUCK_MS = 5_000;

/** A link is the current page when its filters are those of the address. */
const HERE = { exact: true, includeSearch: true } as const;

function useViews() {
	return useLocalStorage<readonly View[]>({
		key: "orderdeck.order-views",
		defaultValue: [],
		getInitialValueInEffect: false,
		deserialize: readViews,
	});
}

export function SavedViews({ search }: { search: OrderSearch }) {
	const [own, setOwn] = useViews();
	const filters = filterSearchOf(search);
	const isHere = (view: View) => sameSearch(view.search, filters);
	const known = [...GIVEN_VIEWS, ...own].some(isHere);
	return (
		<div className={classes.views}>
			<nav aria-label="Views of orders">
				{GIVEN_VIEWS.map((view) => (
					<Tab key={view.name} view={view} here={isHere(view)} />
				))}
				{own.map((view) => (
					<span key={view.name} className={classes.own}>
						<Tab view={view} here={isHere(view)} />
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
			</nav>
			{!known && <SaveView names={own.map((view) => view.name)} onSave={(name) => setOwn([...withView(own, { name, search: filters })])} />}
		</div>
	);
}

/** How many orders are stuck, as of some seconds ago; nothing while that is not known. */
function StuckCount() {
	const trpc = useTRPC();
	const { pausedAt } = useLiveContext();
	const { data, isError } = useQuery({
		...trpc.orders.stuck.queryOptions(),
		retry: false,
		refetchInterval: pausedAt === undefined ? STUCK_MS : false,
	});
	if (data === undefined || isError) return null;
	return (
		<span className={data.orders > 0 ? "warn tn" : "t3 tn"} title={eachMoney(data)}>
			{countText(data.orders, data.at_least)}
		</span>
	);
}

function Tab({ view, here }: { view: View; here: boolean }) {
	return (
		<Link to="/orders" search={view.search} className={classes.view} data-here={here || undefined} activeOptions={HERE}>
			{view.name}
			{view.name === STUCK && (
				<>
					{" "}
					<StuckCount />
				</>
			)}
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
							description="Kept in this browser"
							value={name}
							maxLength={40}
							onChange={(event) => setName(event.currentTarget.value)}
							error={given ? "A view that comes with the console has this name" : undefined}
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
