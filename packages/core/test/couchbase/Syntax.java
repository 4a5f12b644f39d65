import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.apache.asterix.common.exceptions.CompilationException;
import org.apache.asterix.lang.sqlpp.parser.SqlppParserFactory;

/** Reads a statement a line, and says of each what is wrong with it, or that it is right. */
public final class Syntax {
	public static void main(String[] args) throws Exception {
		var factory = new SqlppParserFactory();
		var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			try {
				factory.createParser(line).parse();
				System.out.println("right");
			} catch (CompilationException wrong) {
				System.out.println(wrong.getMessage().replace('\n', ' '));
			}
		}
	}
}
