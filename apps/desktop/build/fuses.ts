/** The switches that are burnt into the packaged Electron, all of them: what one can do with the app past its own code. */
import { type FuseV1Config, FuseV1Options, FuseVersion, flipFuses } from "@electron/fuses";

export const FUSES = {
	version: FuseVersion.V1,
	// A fuse that a later Electron brings must be decided upon here before anything is packaged.
	strictlyRequireAllFuses: true,
	[FuseV1Options.RunAsNode]: false,
	[FuseV1Options.EnableCookieEncryption]: true,
	[FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
	[FuseV1Options.EnableNodeCliInspectArguments]: false,
	[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
	[FuseV1Options.OnlyLoadAppFromAsar]: true,
	[FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
	[FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
	[FuseV1Options.WasmTrapHandlers]: true,
} as const satisfies FuseV1Config;

/** Sets them in a binary, or in the bundle of a macOS app; `unsigned`: it is not signed afterwards, and its ad-hoc signature must hold. */
export async function setFuses(binary: string, unsigned: boolean): Promise<void> {
	await flipFuses(binary, { ...FUSES, resetAdHocDarwinSignature: unsigned });
}
