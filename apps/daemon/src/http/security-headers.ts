/** What a browser may do with what this server sends. */
import type { FastifyHelmetOptions } from "@fastify/helmet";

/** `issuer`: where the console signs in by itself; undefined where it does not. */
export function securityHeaders(issuer: string | undefined) {
	return {
		contentSecurityPolicy: {
			useDefaults: false,
			directives: {
				defaultSrc: ["'none'"],
				scriptSrc: ["'self'"],
				// The console's tabs share a worker.
				workerSrc: ["'self'"],
				// Mantine sets its theme in a <style> element, and recharts and virtual lists place things by style attributes.
				styleSrc: ["'self'", "'unsafe-inline'"],
				imgSrc: ["'self'", "data:"],
				fontSrc: ["'self'"],
				// The console exchanges its authorization code there.
				connectSrc: ["'self'", ...(issuer === undefined ? [] : [new URL(issuer).origin])],
				manifestSrc: ["'self'"],
				baseUri: ["'none'"],
				formAction: ["'none'"],
				frameAncestors: ["'none'"],
			},
		},
		referrerPolicy: { policy: "no-referrer" },
		frameguard: { action: "deny" },
	} satisfies FastifyHelmetOptions;
}
