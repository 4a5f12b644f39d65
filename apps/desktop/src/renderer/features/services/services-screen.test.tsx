// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { LostResponse } from "../../testing/fake-api.tsx";
import { service } from "../../testing/order-fixture.ts";
import { createTestConsole } from "../../testing/test-console.ts";

const desk = createTestConsole();

describe("the services screen", () => {
	it("shows each role with its state, throughput and last error", async () => {
		const services = [service("fraud", { state: "backing-off", retries: 4, last_error: "the store is unavailable" }), service("producer")];
		desk.open("#/services", { "services.status": () => ({ services }) });
		const row = (await screen.findByText("the store is unavailable")).closest("tr") as HTMLElement;
		for (const words of ["Backing off", "fraud", "10.0", "4"]) expect(within(row).getByText(words)).toBeTruthy();
		expect(screen.getByText("1 backing off")).toBeTruthy();
	});

	it("paces, stops and starts the producer", async () => {
		let running = true;
		desk.open("#/services", {
			"services.producer": () => ({ running, rate: 2, produced: 1_234, topic: "orders" }),
			"services.setProducer": (input) => {
				running = (input as { running?: boolean }).running ?? running;
				return { running, rate: 50, produced: 1_234, topic: "orders" };
			},
		});
		fireEvent.change(await screen.findByLabelText("Orders per second"), { target: { value: "50" } });
		fireEvent.click(screen.getByRole("button", { name: "Set rate" }));
		await waitFor(() => expect(desk.inputOf("services.setProducer")).toEqual({ rate: 50 }));
		fireEvent.click(await screen.findByRole("button", { name: "Stop the producer" }));
		await waitFor(() => expect(desk.inputOf("services.setProducer")).toEqual({ running: false }));
		expect(await screen.findByRole("button", { name: "Start the producer" })).toBeTruthy();
	});

	it("keeps the state that a change led to when a reading from before it arrives late", async () => {
		const late = Promise.withResolvers<void>();
		const producer = { rate: 2, produced: 1_234, topic: "orders" };
		let held = 0;
		let isHolding = false;
		desk.open("#/services", {
			async "services.producer"() {
				if (isHolding) {
					held++;
					await late.promise;
				}
				return { ...producer, running: true };
			},
			"services.setProducer": () => ({ ...producer, running: false }),
		});
		const stop = await screen.findByRole("button", { name: "Stop the producer" });
		isHolding = true;
		await waitFor(() => expect(held).toBe(1));
		fireEvent.click(stop);
		await screen.findByRole("button", { name: "Start the producer" });
		late.resolve();
		await expect(screen.findByRole("button", { name: "Stop the producer" }, { timeout: 200 })).rejects.toThrow();
	});

	it("does not state that a change failed when its response was lost", async () => {
		desk.open("#/services", {
			"services.producer": () => ({ running: true, rate: 2, produced: 1_234, topic: "orders" }),
			"services.setProducer": () => {
				throw new LostResponse();
			},
		});
		fireEvent.click(await screen.findByRole("button", { name: "Stop the producer" }));
		expect(await screen.findByText("No confirmation from the daemon")).toBeTruthy();
		expect(screen.queryByText("The producer was not changed")).toBeNull();
	});

	it("shows roles of other processes, which of them have gone silent, and how often they were restarted", async () => {
		const other = { instance: "daemon-2", restarts: 3 };
		const services = [
			service("api"),
			service("producer", other),
			service("shipping", { ...other, state: "stopped", per_second: 0, instance: "daemon-3" }),
		];
		desk.open("#/services", { "services.status": () => ({ services }) });
		const row = (await screen.findByText("shipping")).closest("tr") as HTMLElement;
		expect(within(row).getByText("Stopped")).toBeTruthy();
		expect(within(row).getByText("3")).toBeTruthy();
		expect(within(row).getByText(/^silent /)).toBeTruthy();
		// Another process's producer cannot be controlled from here.
		expect(screen.queryByRole("region", { name: "Producer" })).toBeNull();
	});

	it("shows no producer where none runs, and a viewer no controls", async () => {
		desk.open("#/services", { "services.status": () => ({ services: [service("fraud")] }) });
		await screen.findByText("fraud");
		expect(screen.queryByRole("region", { name: "Producer" })).toBeNull();
	});

	it("shows a viewer why they cannot control the producer", async () => {
		desk.open("#/services", { session: desk.viewer });
		await screen.findByText("1,234");
		for (const name of ["Set rate", "Stop the producer"]) {
			expect((await screen.findByRole("button", { name })).title).toBe("This requires the role operator; yours is viewer.");
		}
	});
});
