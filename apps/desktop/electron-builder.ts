/**
 * Packages the built app (`out/`) with the daemon's bundle for three systems. Signing is by environment variables: CSC_LINK and
 * CSC_KEY_PASSWORD (macOS; WIN_CSC_LINK and WIN_CSC_KEY_PASSWORD on Windows), APPLE_API_KEY, APPLE_API_KEY_ID and APPLE_API_ISSUER to
 * notarize. Without them packages are unsigned. UPDATE_URL is where the app looks for newer versions; without it, it looks nowhere.
 */
import { join } from "node:path";
import type { AfterPackContext, Configuration } from "electron-builder";
import { setFuses } from "./build/fuses.ts";

const { CSC_LINK, APPLE_API_KEY, UPDATE_URL, PACKAGE_MAINTAINER = "Orderdeck <packages@orderdeck.invalid>" } = process.env;

const LINUX_EXECUTABLE = "orderdeck";

/** Before anything is signed: a signature covers the fuses. */
async function afterPack({ appOutDir, electronPlatformName, packager }: AfterPackContext): Promise<void> {
	const { productFilename } = packager.appInfo;
	const binary: Record<string, string> = {
		darwin: `${productFilename}.app`,
		win32: `${productFilename}.exe`,
		linux: LINUX_EXECUTABLE,
	};
	await setFuses(
		join(appOutDir, binary[electronPlatformName] ?? productFilename),
		electronPlatformName === "darwin" && CSC_LINK === undefined,
	);
}

const config: Configuration = {
	appId: "dev.orderdeck.console",
	productName: "Orderdeck",
	directories: { output: "dist/packages", buildResources: "build" },
	files: ["out/**", "build/icons/**", "package.json", "!**/node_modules/**"],
	extraResources: [
		{ from: "../daemon/dist", to: "daemon", filter: ["**/*", "!node_modules/**"] },
		// Left out of a copied folder unless it is named.
		{ from: "../daemon/dist/node_modules", to: "daemon/node_modules" },
	],
	asar: true,
	npmRebuild: false,
	afterPack,
	protocols: [{ name: "Orderdeck", schemes: ["orderdeck"] }],
	publish: UPDATE_URL === undefined ? null : [{ provider: "generic", url: UPDATE_URL }],
	linux: {
		target: ["AppImage", "deb"],
		category: "Development",
		executableName: LINUX_EXECUTABLE,
		synopsis: "Operations console for real-time order pipelines",
		maintainer: PACKAGE_MAINTAINER,
		mimeTypes: ["x-scheme-handler/orderdeck"],
	},
	mac: {
		target: [{ target: "dmg", arch: ["universal"] }],
		category: "public.app-category.developer-tools",
		hardenedRuntime: true,
		entitlements: "build/entitlements.mac.plist",
		entitlementsInherit: "build/entitlements.mac.plist",
		notarize: APPLE_API_KEY !== undefined,
		// The daemon's native package is there for the architecture that it was built on.
		x64ArchFiles: "Contents/Resources/daemon/node_modules/**",
		...(CSC_LINK === undefined ? { identity: null } : {}),
	},
	win: { target: ["nsis"] },
	nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
};

export default config;
