/** The reader's choice of colours; `auto` follows the system. */
export type Theme = "auto" | "light" | "dark";
/** The colours that result from a theme. */
export type Shade = Exclude<Theme, "auto">;

/** Applies a theme to the page. */
export function applyTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === "auto") delete dataset.theme;
  else dataset.theme = theme;
}

/** The system's preference. */
export const SYSTEM_DARK = matchMedia("(prefers-color-scheme: dark)");

/** The current value of one of the page's colours. */
export function color(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Switches to light colours while printing. A print style sheet could not, as it does not reach the charts' canvases. */
export function lightenPrint(): void {
  let before: string | undefined;
  addEventListener("beforeprint", () => {
    before = document.documentElement.dataset.theme;
    applyTheme("light");
  });
  addEventListener("afterprint", () => applyTheme(before === "light" || before === "dark" ? before : "auto"));
}
