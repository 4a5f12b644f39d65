import { Button, Group, Popover, Stack } from "@mantine/core";
import type { ProductView } from "@orderdeck/contracts/inventory/entities";
import { restockSchema } from "@orderdeck/contracts/inventory/requests";
import { IconPackageImport } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../api/client.ts";
import { problemOf } from "../../api/problem.ts";
import { exactNumber } from "../../format/number.ts";
import { numberIn } from "../../format/number-text.ts";
import { counted } from "../../format/words.ts";
import { ActButton } from "../../shell/act-button.tsx";
import { NumberField } from "../../ui/number-field.tsx";
import { fromClass } from "../../ui/table.tsx";
import { toastDone } from "../../ui/toast.tsx";

interface RestockProps {
	readonly product: ProductView;
	readonly opened: boolean;
	readonly onOpen: (opened: boolean) => void;
}

/** Adds stock to the shelf immediately. */
export function Restock({ product, opened, onOpen }: RestockProps) {
	return (
		<Popover opened={opened} onChange={onOpen} position="bottom-end" trapFocus returnFocus transitionProps={{ duration: 100 }} width={248}>
			<Popover.Target>
				<ActButton
					action="inventory.restock"
					h={24}
					leftSection={<IconPackageImport size={14} />}
					onClick={() => onOpen(!opened)}
					aria-label={`Restock ${product.name}`}
				>
					<span className={fromClass(800)}>Restock…</span>
				</ActButton>
			</Popover.Target>
			<Popover.Dropdown aria-label={`Restock ${product.name}`}>
				<RestockForm product={product} onClose={() => onOpen(false)} />
			</Popover.Dropdown>
		</Popover>
	);
}

/** Mounted with its popover, so that each opening starts with what fills the shelf as it was on the first day. */
function RestockForm({ product, onClose }: { product: ProductView; onClose: () => void }) {
	const trpc = useTRPC();
	const queryClient = useQueryClient();
	const [quantity, setQuantity] = useState(String(Math.max(1, product.initial - product.available)));
	const restock = useMutation({
		...trpc.inventory.restock.mutationOptions(),
		onSuccess(after, { quantity: put }) {
			toastDone(`${counted(put, "unit")} of ${after.name} added to stock`, `${exactNumber(after.available)} available.`);
			onClose();
		},
		onSettled: () => queryClient.invalidateQueries(trpc.inventory.list.queryFilter()),
	});
	const checked = restockSchema.safeParse({ id: product.product_id, quantity: numberIn(quantity) });
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (checked.success) restock.mutate(checked.data);
	};
	return (
		<form onSubmit={submit} noValidate>
			<Stack gap={12}>
				<NumberField
					label="Units"
					description={`${product.name}: ${exactNumber(product.available)} available now`}
					min={1}
					max={100_000}
					value={quantity}
					onChange={setQuantity}
					error={checked.success ? undefined : (checked.error.issues[0]?.message ?? "must be a whole number")}
					data-autofocus
				/>
				{restock.isError && (
					<p className="bad sm" role="alert">
						{problemOf(restock.error).message}
					</p>
				)}
				<Group gap={8} justify="flex-end">
					<Button onClick={onClose}>Cancel</Button>
					<ActButton action="inventory.restock" type="submit" variant="filled" loading={restock.isPending} disabled={!checked.success}>
						Restock
					</ActButton>
				</Group>
			</Stack>
		</form>
	);
}
