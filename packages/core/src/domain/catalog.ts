/** The catalog: fixed by the contract. Prices of an order are checked against it. */
export interface CatalogItem {
	readonly product_id: string;
	readonly name: string;
	readonly price: number;
	readonly stock: number;
}

export const CATALOG: readonly CatalogItem[] = [
	{ product_id: "PROD-001", name: "Wireless Headphones", price: 79.99, stock: 100 },
	{ product_id: "PROD-002", name: "Laptop Stand", price: 45.99, stock: 50 },
	{ product_id: "PROD-003", name: "USB-C Hub", price: 34.99, stock: 200 },
	{ product_id: "PROD-004", name: "Mechanical Keyboard", price: 129.99, stock: 75 },
	{ product_id: "PROD-005", name: "Monitor Light Bar", price: 59.99, stock: 60 },
	{ product_id: "PROD-006", name: "Webcam HD", price: 89.99, stock: 40 },
	{ product_id: "PROD-007", name: "Mouse Pad XL", price: 24.99, stock: 150 },
	{ product_id: "PROD-008", name: "Cable Management Kit", price: 19.99, stock: 300 },
];
