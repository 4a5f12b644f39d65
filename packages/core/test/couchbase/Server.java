import com.couchbase.mock.Bucket;
import com.couchbase.mock.BucketConfiguration;
import com.couchbase.mock.CouchbaseMock;
import com.couchbase.mock.memcached.MemcachedServer;
import java.util.List;

/**
 * Couchbase's mock server with one bucket on one node, key-value alone: its own entry point would also listen on all interfaces for
 * management. Says its port, and ends with its input. Arguments: the bucket's name, and its password.
 */
public final class Server {
	public static void main(String[] args) throws Exception {
		var config = new BucketConfiguration();
		config.name = args[0];
		config.password = args[1];
		config.hostname = "127.0.0.1";
		config.type = Bucket.BucketType.COUCHBASE;
		config.numNodes = 1;
		config.numVBuckets = 64;
		config.numReplicas = 0;
		var bucket = Bucket.create(new CouchbaseMock(0, List.of(config)), config);
		for (MemcachedServer server : bucket.getServers()) {
			server.setCccpEnabled(true);
			server.start();
		}
		System.out.println(bucket.getCarrierPort());
		while (System.in.read() != -1) {}
		System.exit(0);
	}
}
