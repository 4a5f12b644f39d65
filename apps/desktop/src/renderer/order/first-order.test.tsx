// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { service } from "../testing/order-fixture.ts";
import { playedLine } from "../testing/played-line.ts";
import { createTestConsole } from "../testing/test-console.ts";

const desk = createTestConsole();

async function emptyList(screenName: string, services: Parameters<ReturnType<typeof playedLine>["publish"]>[0], responses = {}) {
	const line = playedLine();
	desk.open(`#/${screenName}`, responses, { openLine: line.openLine });
	const message = await screen.findByRole("status", { name: /^No (orders|events) yet$/ });
	await line.publish(services);
	return within(message);
}

describe.each(["orders", "events"])("an empty list of %s", (name) => {
	it("offers a new order", async () => {
		const empty = await emptyList(name, { services: [service("api"), service("producer")] });
		fireEvent.click(await empty.findByRole("button", { name: "New order" }));
		await waitFor(() => expect(window.location.hash).toBe("#/orders?new=true"));
	});

	it("offers to start the producer where it is here and stopped: what confirms it opens", async () => {
		const empty = await emptyList(name, { services: [service("api"), service("producer", { state: "paused" })] });
		fireEvent.click(await empty.findByRole("button", { name: "Start the producer…" }));
		expect(empty.queryByRole("button", { name: "New order" })).toBeNull();
		await waitFor(() => expect(window.location.hash).toBe("#/services?start=true"));
	});

	it("offers a new order where the producer runs in another daemon", async () => {
		const elsewhere = service("producer", { state: "paused", instance: "daemon-2" });
		const empty = await emptyList(name, { services: [service("api"), elsewhere] });
		expect(await empty.findByRole("button", { name: "New order" })).toBeTruthy();
	});

	it("shows a viewer why they cannot", async () => {
		const empty = await emptyList(name, { services: [service("api")] }, { session: desk.viewer });
		const button = await empty.findByRole("button", { name: "New order" });
		expect(button.getAttribute("aria-disabled")).toBe("true");
		expect(button.title).toMatch(/requires the role operator; yours is viewer/);
	});
});
