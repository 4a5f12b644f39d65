import { countryName } from "../format/words.ts";
import { countryColour } from "../theme/tokens.ts";

/** A country's colour; its code or name always stands beside it. */
export function CountrySwatch({ country }: { country: string }) {
	return <span aria-hidden style={{ width: 8, height: 8, borderRadius: 2, flex: "none", background: countryColour(country) }} />;
}

export function Country({ country }: { country: string }) {
	return (
		<span className="row" style={{ gap: 6 }} title={countryName(country)}>
			<CountrySwatch country={country} />
			{country}
		</span>
	);
}
