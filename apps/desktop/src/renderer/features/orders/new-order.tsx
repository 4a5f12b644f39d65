/** Writes an order by hand. */
import { ActionIcon, Button, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { CATALOG_CURRENCY, type ProductView } from "@orderdeck/contracts/inventory/entities";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../api/client.ts";
import { problemOf } from "../../api/problem.ts";
import { money } from "../../format/money.ts";
import { countryName } from "../../format/words.ts";
import { ActButton } from "../../shell/act-button.tsx";
import { type DraftKind, useKeptDraft } from "../../shell/kept-draft.ts";
import { COUNTRY_ORDER } from "../../theme/tokens.ts";
import { NumberField } from "../../ui/number-field.tsx";
import { ErrorMessage } from "../../ui/panel.tsx";
import { toastDone } from "../../ui/toast.tsx";
import { checkDraft, type Draft, type DraftLine, draftSchema, draftTotal, emptyDraft } from "./draft-order.ts";

interface NewOrderProps {
	readonly opened: boolean;
	readonly onClose: () => void;
	readonly onCreated: (id: string) => void;
}

export function NewOrder(props: NewOrderProps) {
	return (
		<Modal opened={props.opened} onClose={props.onClose} title="New order" size={520}>
			<NewOrderForm {...props} />
		</Modal>
	);
}

const NEW_ORDER: DraftKind<Draft> = { name: "new-order", schema: draftSchema, empty: emptyDraft };

/** Mounted with the dialog, so that each opening is a new draft. */
function NewOrderForm({ onClose, onCreated }: NewOrderProps) {
	const trpc = useTRPC();
	const [draft, setDraft] = useKeptDraft(NEW_ORDER);
	const [tried, setTried] = useState(false);
	const inventory = useQuery(trpc.inventory.list.queryOptions());
	const products = inventory.data?.products ?? [];
	const create = useMutation({
		...trpc.orders.create.mutationOptions(),
		onSuccess(order) {
			toastDone(`Order ${order.order_id} created`, `${money(order.amount, order.currency)}, ${countryName(order.country)}.`);
			onCreated(String(order.order_id));
			onClose();
		},
	});
	const checked = checkDraft(draft, products);
	const errors = tried && !checked.ok ? checked.errors : {};
	const change = (part: Partial<Draft>) => setDraft((known) => ({ ...known, ...part }));
	const submit = (event: FormEvent) => {
		event.preventDefault();
		setTried(true);
		if (checked.ok) create.mutate(checked.order);
	};
	if (inventory.isError) return <ErrorMessage what="The catalog" error={inventory.error} onRetry={() => void inventory.refetch()} />;
	return (
		<form onSubmit={submit} noValidate>
			<Stack gap={12}>
				<Group gap={8} grow align="flex-start">
					<TextInput
						label="Customer id"
						required
						value={draft.customerId}
						error={errors.customerId}
						onChange={(event) => change({ customerId: event.currentTarget.value })}
						data-autofocus
					/>
					<Select
						label="Country"
						value={draft.country}
						error={errors.country}
						onChange={(country) => change({ country: country ?? "US" })}
						data={COUNTRY_ORDER.map((code) => ({ value: code, label: `${code} · ${countryName(code)}` }))}
						allowDeselect={false}
					/>
				</Group>
				<TextInput
					label="Email"
					value={draft.customerEmail}
					error={errors.customerEmail}
					onChange={(event) => change({ customerEmail: event.currentTarget.value })}
				/>
				<Lines draft={draft} products={products} error={errors.items} onChange={(lines) => change({ lines })} />
				{create.isError && (
					<p className="bad sm" role="alert">
						{problemOf(create.error).message}
					</p>
				)}
				<Group gap={8}>
					<span className="t2 sm">Total</span>
					<span className="med tn">{money(draftTotal(draft, products), CATALOG_CURRENCY)}</span>
					<span className="grow" />
					<Button onClick={onClose}>Cancel</Button>
					<ActButton action="orders.create" type="submit" variant="filled" loading={create.isPending}>
						Create order
					</ActButton>
				</Group>
			</Stack>
		</form>
	);
}

interface LinesProps {
	readonly draft: Draft;
	readonly products: readonly ProductView[];
	readonly error: string | undefined;
	readonly onChange: (lines: readonly DraftLine[]) => void;
}

function Lines({ draft, products, error, onChange }: LinesProps) {
	const { lines } = draft;
	const set = (key: number, part: Partial<DraftLine>) => onChange(lines.map((line) => (line.key === key ? { ...line, ...part } : line)));
	const add = () => onChange([...lines, { key: Math.max(0, ...lines.map((line) => line.key)) + 1, productId: null, quantity: "1" }]);
	return (
		<Stack gap={8}>
			<span className="sm med">Items</span>
			{lines.map((line, place) => (
				<Group key={line.key} gap={8} wrap="nowrap">
					<Select
						flex={1}
						aria-label={`Product ${place + 1}`}
						placeholder="Product"
						searchable
						value={line.productId}
						onChange={(productId) => set(line.key, { productId })}
						data={products.map((product) => ({
							value: product.product_id,
							label: `${product.name} · ${money(product.price, CATALOG_CURRENCY)} · ${product.available} available`,
						}))}
					/>
					<NumberField
						w={72}
						aria-label={`Quantity ${place + 1}`}
						min={1}
						max={1000}
						value={line.quantity}
						onChange={(quantity) => set(line.key, { quantity })}
					/>
					<ActionIcon
						aria-label={`Remove line ${place + 1}`}
						disabled={lines.length === 1}
						onClick={() => onChange(lines.filter((known) => known.key !== line.key))}
					>
						<IconTrash size={16} stroke={1.75} />
					</ActionIcon>
				</Group>
			))}
			{error !== undefined && <span className="bad sm">{error}</span>}
			<div>
				<Button variant="subtle" color="gray" c="var(--od-text-2)" leftSection={<IconPlus size={14} />} onClick={add}>
					Add a line
				</Button>
			</div>
		</Stack>
	);
}
