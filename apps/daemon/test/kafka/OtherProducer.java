import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes to topics as services in Java do; the value of each record is its key. One command a line:
 *   send TOPIC COMPRESSION KEY...        one batch
 *   begin|commit|abort NAME              a transaction of the producer with this name; producers may take turns
 *   write NAME TOPIC KEY...              within its transaction
 * Transactions that are not ended stay open. Arguments: --bootstrap-server ADDRESSES.
 */
class OtherProducer {
	public static void main(String[] args) throws Exception {
		Map<String, KafkaProducer<String, String>> transactional = new HashMap<>();
		BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			String[] words = line.split(" ");
			switch (words[0]) {
				case "send" -> {
					try (var producer = producer(args[1], Map.of("compression.type", words[2], "linger.ms", "60000"))) {
						write(producer, words[1], words, 3);
					}
				}
				case "begin" -> transactional.computeIfAbsent(words[1], name -> starting(args[1], name)).beginTransaction();
				case "write" -> {
					write(transactional.get(words[1]), words[2], words, 3);
					transactional.get(words[1]).flush();
				}
				case "commit" -> transactional.get(words[1]).commitTransaction();
				case "abort" -> transactional.get(words[1]).abortTransaction();
				default -> throw new IllegalArgumentException(line);
			}
		}
		// Without closing the transactional producers: that would abort what is open.
		System.out.flush();
		Runtime.getRuntime().halt(0);
	}

	static KafkaProducer<String, String> starting(String bootstrap, String name) {
		var producer = producer(bootstrap, Map.of("transactional.id", name));
		producer.initTransactions();
		return producer;
	}

	static KafkaProducer<String, String> producer(String bootstrap, Map<String, String> more) {
		Map<String, Object> settings = new HashMap<>(more);
		settings.put("bootstrap.servers", bootstrap);
		return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
	}

	static void write(KafkaProducer<String, String> producer, String topic, String[] words, int from) throws Exception {
		for (int at = from; at < words.length; at++) producer.send(new ProducerRecord<>(topic, words[at], words[at]));
	}
}
