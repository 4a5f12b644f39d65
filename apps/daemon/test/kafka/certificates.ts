/** A private authority and a broker certificate for this machine's loopback, made with Java's own keytool. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { killOnExit } from "../kill-on-exit.ts";

export interface Certificates {
	/** PKCS12 with the broker's key and certificate. */
	readonly keyStore: string;
	/** PEM of the authority: what a client has to trust. */
	readonly caFile: string;
	readonly password: string;
}

const run = promisify(execFile);

/** Makes both files. `java` is the command that runs Java; keytool lies beside it. */
export async function makeCertificates({ keyStore, caFile, password }: Certificates, java: string): Promise<void> {
	const keytool = async (...args: string[]): Promise<void> => {
		const store = ["-keystore", keyStore, "-storetype", "PKCS12", "-storepass", password];
		const running = run(java.replace(/java$/, "keytool"), ["-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC", ...args, ...store]);
		killOnExit(running.child);
		await running;
	};
	const key = ["-keyalg", "EC", "-groupname", "secp256r1", "-validity", "30"];
	await keytool("-genkeypair", "-alias", "ca", "-dname", "CN=Test authority", "-ext", "bc:c", "-ext", "ku:c=keyCertSign", ...key);
	const names = "san=dns:localhost,ip:127.0.0.1";
	await keytool("-genkeypair", "-alias", "broker", "-signer", "ca", "-dname", "CN=localhost", "-ext", names, ...key);
	await keytool("-exportcert", "-rfc", "-alias", "ca", "-file", caFile);
	// With two private keys in the store a broker might show the authority's.
	await keytool("-delete", "-alias", "ca");
}
