import { Button, Group, Popover, Stack, Textarea } from "@mantine/core";
import type { ProductView } from "@orderdeck/contracts/inventory/entities";
import { adjustStockSchema } from "@orderdeck/contracts/inventory/requests";
import { IconAdjustments } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../api/client.ts";
import { problemOf } from "../../api/problem.ts";
import { exactNumber } from "../../format/number.ts";
import { numberIn } from "../../format/number-text.ts";
import { ActButton } from "../../shell/act-button.tsx";
import { NumberField } from "../../ui/number-field.tsx";
import { fromClass } from "../../ui/table.tsx";
import { toastDone } from "../../ui/toast.tsx";

/** Corrects the stock by hand, with a reason. */
export function Adjust({ product }: { product: ProductView }) {
	const [opened, setOpened] = useState(false);
	return (
		<Popover
			opened={opened}
			onChange={setOpened}
			position="bottom-end"
			trapFocus
			returnFocus
			transitionProps={{ duration: 100 }}
			width={280}
		>
			<Popover.Target>
				<ActButton
					action="inventory.adjust"
					h={24}
					leftSection={<IconAdjustments size={14} />}
					onClick={() => setOpened(!opened)}
					aria-label={`Adjust ${product.name}`}
				>
					<span className={fromClass(800)}>Adjust…</span>
				</ActButton>
			</Popover.Target>
			<Popover.Dropdown aria-label={`Adjust ${product.name}`}>
				<AdjustForm product={product} onClose={() => setOpened(false)} />
			</Popover.Dropdown>
		</Popover>
	);
}

function AdjustForm({ product, onClose }: { product: ProductView; onClose: () => void }) {
	const trpc = useTRPC();
	const queryClient = useQueryClient();
	const [quantity, setQuantity] = useState("");
	const [reason, setReason] = useState("");
	const adjust = useMutation({
		...trpc.inventory.adjust.mutationOptions(),
		onSuccess(after) {
			toastDone(`Stock of ${after.name} adjusted`, `${exactNumber(after.on_hand)} on hand, ${exactNumber(after.available)} available.`);
			onClose();
		},
		onSettled: () => queryClient.invalidateQueries(trpc.inventory.list.queryFilter()),
	});
	const checked = adjustStockSchema.safeParse({ id: product.product_id, quantity: numberIn(quantity), reason });
	const issueOf = (field: string) => (checked.success ? undefined : checked.error.issues.find(({ path }) => path[0] === field)?.message);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (checked.success) adjust.mutate(checked.data);
	};
	return (
		<form onSubmit={submit} noValidate>
			<Stack gap={12}>
				<NumberField
					label="Change"
					description="Units to add; negative to remove"
					min={-100_000}
					max={100_000}
					value={quantity}
					onChange={setQuantity}
					error={quantity === "" ? undefined : issueOf("quantity")}
					data-autofocus
				/>
				<StockChange product={product} quantity={numberIn(quantity) || 0} />
				<Textarea
					label="Reason"
					value={reason}
					onChange={(event) => setReason(event.currentTarget.value)}
					error={reason === "" ? undefined : issueOf("reason")}
					autosize
					maxRows={4}
				/>
				{adjust.isError && (
					<p className="bad sm" role="alert">
						{problemOf(adjust.error).message}
					</p>
				)}
				<Group gap={8} justify="flex-end">
					<Button onClick={onClose}>Cancel</Button>
					<ActButton action="inventory.adjust" type="submit" variant="filled" loading={adjust.isPending} disabled={!checked.success}>
						Adjust
					</ActButton>
				</Group>
			</Stack>
		</form>
	);
}

/** What the change makes of the figures; the reserved units stay. */
function StockChange({ product, quantity }: { product: ProductView; quantity: number }) {
	const change = (units: number) => `${exactNumber(units)} → ${exactNumber(units + quantity)}`;
	return (
		<p className="sm t2 tn">
			On hand {change(product.on_hand)} · reserved {exactNumber(product.reserved)} · available {change(product.available)}
		</p>
	);
}
