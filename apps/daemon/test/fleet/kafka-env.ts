/** The variables of a daemon on the cluster under test. */
import { variable } from "../kafka/plain-client.ts";

/** As the operator would set them: SASL_SSL by the cluster's main user, where it has users. */
export function kafkaEnv(): Record<string, string> {
	const env: Record<string, string> = { KAFKA_BOOTSTRAP_SERVERS: variable("KAFKA_BOOTSTRAP_SERVERS") };
	for (const name of ["CONFLUENT_API_KEY", "CONFLUENT_API_SECRET", "KAFKA_CA_FILE", "KAFKA_RECORD_CODEC", "KAFKA_SECURITY_PROTOCOL"]) {
		const value = process.env[name];
		if (value !== undefined && value !== "") env[name] = value;
	}
	return env;
}
