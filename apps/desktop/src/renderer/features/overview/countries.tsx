import { isCountryCode } from "@orderdeck/contracts/codes";
import { IconMapOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { eachMoney, tightMoney } from "../../format/money.ts";
import { percent } from "../../format/number.ts";
import { countryName } from "../../format/words.ts";
import { countryColour } from "../../theme/tokens.ts";
import { CountrySwatch } from "../../ui/country.tsx";
import { Message, More, moreClass, Panel } from "../../ui/panel.tsx";
import { createdSearch, type Overview } from "./figure-links.ts";
import classes from "./overview.module.css";
import type { WindowFigures } from "./window-figures.ts";

const SHOWN = 8;

export function Countries({ overview, now }: { overview: Overview; now: WindowFigures }) {
	const most = now.byCountry[0]?.sales.amount ?? 0;
	const several = Object.keys(now.sales.by_currency).length > 1;
	const link = (
		<Link to="/orders" search={createdSearch(overview)} className={moreClass}>
			<More>Orders</More>
		</Link>
	);
	return (
		<Panel title="Sales by country" note={several ? `shares in ${now.sales.currency}` : undefined} more={link}>
			{now.byCountry.length === 0 ? (
				<Message icon={<IconMapOff size={20} />} title="No sales in this window">
					Each country's share appears here once orders arrive.
				</Message>
			) : (
				<ol className={classes.countries}>
					{now.byCountry.slice(0, SHOWN).map(({ country, sales }) => (
						<li key={country}>
							<CountryLink overview={overview} country={country}>
								<CountrySwatch country={country} />
								<span className="t2 med">{country}</span>
								<span className="ell">{countryName(country)}</span>
								<span className={classes.bar} aria-hidden>
									<i style={{ width: `${most === 0 ? 0 : (sales.amount / most) * 100}%`, background: countryColour(country) }} />
								</span>
								<span className={classes.right} title={eachMoney(sales)}>
									{tightMoney(sales)}
								</span>
								<span className={`t2 ${classes.right}`}>{percent(sales.amount, now.sales.amount)}</span>
							</CountryLink>
						</li>
					))}
				</ol>
			)}
		</Panel>
	);
}

/** What is no country code is counted together, and no list holds it alone. */
function CountryLink({ overview, country, children }: { overview: Overview; country: string; children: ReactNode }) {
	if (!isCountryCode(country)) return <div className={classes.country}>{children}</div>;
	return (
		<Link to="/orders" search={{ country, ...createdSearch(overview) }} className={classes.country}>
			{children}
		</Link>
	);
}
