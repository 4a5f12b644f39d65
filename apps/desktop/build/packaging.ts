/**
 * How the built app (`out/`) is packaged with the daemon's bundle for three systems. What is signed, notarized and updated is stated by variables,
 * which count as unset when they are empty: docs/desktop.md lists them.
 */
import { join } from "node:path";
import type { AfterPackContext, Configuration } from "electron-builder";
import { setFuses } from "./fuses.ts";

const LINUX_EXECUTABLE = "orderdeck";
/** Apple's: a password for the app, or a key for its API. electron-builder names what is missing of either. */
const NOTARIZATION = ["APPLE_ID", "APPLE_APP_SPECIFIC_PASSWORD", "APPLE_API_KEY", "APPLE_API_KEY_ID", "APPLE_API_ISSUER"] as const;

/** Before anything is signed: a signature covers the fuses. */
async function setPackedFuses({ appOutDir, electronPlatformName, packager }: AfterPackContext, signed: boolean): Promise<void> {
	const { productFilename } = packager.appInfo;
	const binary: Record<string, string> = {
		darwin: `${productFilename}.app`,
		win32: `${productFilename}.exe`,
		linux: LINUX_EXECUTABLE,
	};
	await setFuses(join(appOutDir, binary[electronPlatformName] ?? productFilename), electronPlatformName === "darwin" && !signed);
}

/** The configuration that `env` states. */
export function packaging(env: NodeJS.ProcessEnv): Configuration {
	const given = (name: string) => (env[name]?.trim() ? env[name].trim() : undefined);
	const signed = given("CSC_LINK") !== undefined;
	const updates = given("UPDATE_URL");
	return {
		appId: "dev.orderdeck.console",
		productName: "Orderdeck",
		directories: { output: "dist/packages", buildResources: "build" },
		files: ["out/**", "build/icons/**", "package.json", "!**/node_modules/**"],
		extraResources: [
			{ from: "../daemon/dist", to: "daemon", filter: ["**/*", "!node_modules/**"] },
			// Left out of a copied folder unless it is named.
			{ from: "../daemon/dist/node_modules", to: "daemon/node_modules" },
		],
		// Without a space, which GitHub replaces: checksums name the file that is downloaded.
		// biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder's own.
		artifactName: "orderdeck-${version}-${os}-${arch}.${ext}",
		asar: true,
		npmRebuild: false,
		afterPack: (context) => setPackedFuses(context, signed),
		protocols: [{ name: "Orderdeck", schemes: ["orderdeck"] }],
		publish: updates === undefined ? null : [{ provider: "generic", url: updates }],
		linux: {
			target: ["AppImage", "deb"],
			category: "Development",
			executableName: LINUX_EXECUTABLE,
			synopsis: "Operations console for real-time order pipelines",
			maintainer: given("PACKAGE_MAINTAINER") ?? "Orderdeck <packages@orderdeck.invalid>",
			mimeTypes: ["x-scheme-handler/orderdeck"],
		},
		mac: {
			target: [{ target: "dmg", arch: ["universal"] }],
			category: "public.app-category.developer-tools",
			hardenedRuntime: true,
			// A certificate that does not sign is an error, not an unsigned package.
			forceCodeSigning: signed,
			entitlements: "build/entitlements.mac.plist",
			entitlementsInherit: "build/entitlements.mac.plist",
			// Apple notarizes what is signed.
			notarize: signed && NOTARIZATION.some((name) => given(name) !== undefined),
			// The daemon's native package is there for the architecture that it was built on.
			x64ArchFiles: "Contents/Resources/daemon/node_modules/**",
			...(signed ? {} : { identity: null }),
		},
		win: { target: ["nsis"], forceCodeSigning: given("WIN_CSC_LINK") !== undefined },
		nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
	};
}
