import { Skeleton, Stack } from "@mantine/core";

/** Stands where a screen will, while it is fetched over a slow line. */
export function ScreenLoading() {
	return (
		<Stack gap={12} pt={12} aria-busy>
			<span className="sr" role="status">
				Loading
			</span>
			<Skeleton h={20} w={160} />
			<Skeleton h={320} />
		</Stack>
	);
}
