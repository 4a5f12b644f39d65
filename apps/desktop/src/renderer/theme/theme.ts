/** Mantine as Orderdeck wears it: dense, flat, neutral, one accent. */
import {
	ActionIcon,
	Button,
	type CSSVariablesResolver,
	createTheme,
	Input,
	type MantineColorsTuple,
	Menu,
	Modal,
	Notification,
	NumberInput,
	Paper,
	Select,
	Skeleton,
	Textarea,
	TextInput,
	Tooltip,
} from "@mantine/core";
import { OWN_COLORS, TOKENS, type Token } from "./tokens.ts";

const blue: MantineColorsTuple = [
	"#e8effc",
	"#d0dffa",
	"#a9c4f7",
	"#8cb2ff",
	"#6ea2ff",
	"#4a84ec",
	"#2f66d8",
	"#1f5fd0",
	"#1a4fae",
	"#1a2740",
];
const gray: MantineColorsTuple = [
	"#f5f6f7",
	"#eef0f2",
	"#e3e6e9",
	"#c4cad0",
	"#9aa5af",
	"#7d8790",
	"#616a73",
	"#4a535c",
	"#30363c",
	"#191c1f",
];
const dark: MantineColorsTuple = [
	"#e8ebed",
	"#aab2ba",
	"#8a939c",
	"#5a636b",
	"#3a4148",
	"#262b30",
	"#1d2125",
	"#15181b",
	"#121417",
	"#0e1012",
];

const quickly = { duration: 100 };

export const theme = createTheme({
	colors: { blue, gray, dark },
	primaryColor: "blue",
	primaryShade: { light: 7, dark: 6 },
	autoContrast: false,
	fontFamily: '"Inter Variable", system-ui, sans-serif',
	fontFamilyMonospace: '"JetBrains Mono Variable", ui-monospace, monospace',
	defaultRadius: "sm",
	cursorType: "default",
	respectReducedMotion: true,
	fontSizes: { xs: "11px", sm: "12px", md: "13px", lg: "15px", xl: "22px" },
	lineHeights: { xs: "1.455", sm: "1.333", md: "1.539", lg: "1.333", xl: "1.273" },
	spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
	radius: { xs: "3px", sm: "5px", md: "8px" },
	components: {
		Button: Button.extend({ defaultProps: { size: "xs", variant: "default" } }),
		ActionIcon: ActionIcon.extend({ defaultProps: { size: 28, variant: "subtle", color: "gray" } }),
		Input: Input.extend({ defaultProps: { size: "xs" } }),
		TextInput: TextInput.extend({ defaultProps: { size: "xs" } }),
		NumberInput: NumberInput.extend({ defaultProps: { size: "xs" } }),
		Textarea: Textarea.extend({ defaultProps: { size: "xs" } }),
		// Mounted while it is closed, its list is laid out when the page is.
		Select: Select.extend({ defaultProps: { size: "xs", comboboxProps: { keepMounted: false } } }),
		Paper: Paper.extend({ defaultProps: { withBorder: true, radius: "md" } }),
		Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, transitionProps: quickly } }),
		Menu: Menu.extend({ defaultProps: { transitionProps: quickly } }),
		Modal: Modal.extend({ defaultProps: { transitionProps: quickly, centered: true, closeButtonProps: { "aria-label": "Close" } } }),
		Notification: Notification.extend({ defaultProps: { closeButtonProps: { "aria-label": "Close" } } }),
		// Still: each that moves is a layer of its own, and the page is drawn sixty times a second just when it has the most to do.
		Skeleton: Skeleton.extend({ defaultProps: { radius: 2, animate: false } }),
	},
});

function variablesOf(tokens: Record<Token, string>): Record<string, string> {
	const own = OWN_COLORS.map((name) => [`--od-own-${name}`, tokens[name]]);
	return Object.fromEntries([...Object.entries(tokens).map(([name, value]) => [`--od-${name}`, value]), ...own]);
}

const mantine = {
	"--mantine-color-body": "var(--od-canvas)",
	"--mantine-color-text": "var(--od-text)",
	"--mantine-color-dimmed": "var(--od-text-3)",
	"--mantine-color-placeholder": "var(--od-text-3)",
	"--mantine-color-default": "var(--od-surface)",
	"--mantine-color-default-color": "var(--od-text)",
	"--mantine-color-default-border": "var(--od-line-strong)",
	"--mantine-color-default-hover": "var(--od-raised)",
	"--mantine-color-error": "var(--od-bad)",
	"--mantine-color-anchor": "var(--od-accent)",
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({
	variables: { "--mantine-line-height": "20px" },
	dark: { ...variablesOf(TOKENS.dark), ...mantine },
	light: { ...variablesOf(TOKENS.light), ...mantine },
});
