/** Which colours the page has; `auto` is what the system says. */
export type Theme = "auto" | "light" | "dark";

/** Puts the page's colours in place. */
export function applyTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === "auto") delete dataset.theme;
  else dataset.theme = theme;
}

/** A colour of the page as it is now. */
export function color(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
