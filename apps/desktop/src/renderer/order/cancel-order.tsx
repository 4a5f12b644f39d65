/** Requires a reason, states what will happen, and cancels. */
import { Button, Group, Modal, Stack, Textarea } from "@mantine/core";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import type { EventType } from "@orderdeck/contracts/topics";
import { IconBan } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../api/client.ts";
import { problemOf } from "../api/problem.ts";
import { money } from "../format/money.ts";
import { counted } from "../format/words.ts";
import { ActButton } from "../shell/act-button.tsx";
import { useNameAgain } from "../shell/environments/name-again.tsx";
import { toastDone } from "../ui/toast.tsx";
import { cancelRefusal } from "./order-steps.ts";

/** What a cancellation does to the charge and the stock, in a sentence without its full stop. */
export function consequences(order: OrderView): string {
	const has = (type: EventType) => order.lifecycle.some((entry) => entry.type === type);
	const items = (order.items ?? []).reduce((sum, item) => sum + item.quantity, 0);
	const sum = money(order.amount, order.currency);
	const pending = has("PAYMENT_PROCESSING") ? `The pending ${sum} charge will be refunded` : "Not charged yet";
	const charge = has("PAYMENT_PROCESSED") ? `${sum} will be refunded` : pending;
	return `${charge}, ${has("INVENTORY_RESERVED") && items > 0 ? `${counted(items, "item")} released` : "no stock held"}`;
}

export function CancelOrder({ order, opened, onClose }: { order: OrderView; opened: boolean; onClose: () => void }) {
	const trpc = useTRPC();
	const queryClient = useQueryClient();
	const [reason, setReason] = useState("");
	const nameAgain = useNameAgain();
	const id = String(order.order_id);
	const close = () => {
		cancel.reset();
		nameAgain.reset();
		onClose();
	};
	const cancel = useMutation({
		...trpc.orders.cancel.mutationOptions(),
		onSuccess(view) {
			queryClient.setQueryData(trpc.orders.get.queryKey({ id }), view);
			toastDone(`Order ${id} cancelled`, `${consequences(order)}.`);
			close();
		},
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (reason.trim() !== "" && nameAgain.confirmed) cancel.mutate({ id, reason: reason.trim() });
	};
	return (
		<Modal opened={opened} onClose={close} title={`Cancel order ${id}?`} size={400}>
			<form onSubmit={submit}>
				<Stack gap={12}>
					<p className="sm t2">{consequences(order)}. This cannot be undone.</p>
					<Textarea
						label="Reason"
						description="Recorded with the order and in the audit log"
						value={reason}
						onChange={(event) => setReason(event.currentTarget.value)}
						maxLength={1000}
						autosize
						minRows={2}
						data-autofocus
					/>
					{nameAgain.field}
					{cancel.isError && (
						<p className="bad sm" role="alert">
							{problemOf(cancel.error).message}
						</p>
					)}
					<Group gap={8} justify="flex-end">
						<Button onClick={close}>Keep order</Button>
						<ActButton
							action="orders.cancel"
							unavailable={cancelRefusal(order)}
							type="submit"
							variant="filled"
							color="var(--od-bad-solid)"
							leftSection={<IconBan size={14} />}
							disabled={reason.trim() === "" || !nameAgain.confirmed}
							loading={cancel.isPending}
						>
							Cancel order
						</ActButton>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
