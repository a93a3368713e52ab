/** Which colours the page has; `auto` is what the system says. */
export type Theme = "auto" | "light" | "dark";
/** The colours that a theme comes to. */
export type Shade = Exclude<Theme, "auto">;

/** Puts the page's colours in place. */
export function applyTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === "auto") delete dataset.theme;
  else dataset.theme = theme;
}

/** What the system wants. */
export const SYSTEM_DARK = matchMedia("(prefers-color-scheme: dark)");

/** A colour of the page as it is now. */
export function color(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Charts are pictures, which style sheets do not reach: paper gets them in light colours, drawn anew before and after. */
export function lightenPrint(): void {
  let before: string | undefined;
  addEventListener("beforeprint", () => {
    before = document.documentElement.dataset.theme;
    applyTheme("light");
  });
  addEventListener("afterprint", () => applyTheme(before === "light" || before === "dark" ? before : "auto"));
}
