import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { applyTheme, type Shade, SYSTEM_DARK, type Theme } from "./theme.js";
import { changeView, useView } from "./view.js";

/** The page's theme, which is part of the view, the resulting shade, and a function to change the theme. */
export function useTheme() {
  const theme: Theme = useView().theme ?? "auto";
  const systemShade = useSystemShade();
  useLayoutEffect(() => applyTheme(theme), [theme]);
  const choose = (next: Theme) => {
    // At once: charts read the colours when they are drawn again.
    applyTheme(next);
    changeView({ theme: next === "auto" ? undefined : next });
  };
  return { theme, shade: theme === "auto" ? systemShade : theme, choose };
}

/** The system's preference, which may change at any time. */
function useSystemShade(): Shade {
  const [isDark, setDark] = useState(SYSTEM_DARK.matches);
  useEffect(() => {
    const changed = () => setDark(SYSTEM_DARK.matches);
    SYSTEM_DARK.addEventListener("change", changed);
    return () => SYSTEM_DARK.removeEventListener("change", changed);
  }, []);
  return isDark ? "dark" : "light";
}

const NEXT: Readonly<Record<Theme, Theme>> = { auto: "dark", dark: "light", light: "auto" };

/** A button that cycles through the themes. */
export function ThemeToggle({ theme, onChoose }: { readonly theme: Theme; readonly onChoose: (theme: Theme) => void }) {
  return (
    <button type="button" class="theme" title="Colours: same as the system, dark, or light" onClick={() => onChoose(NEXT[theme])}>
      {theme === "auto" ? "◐ auto" : theme === "dark" ? "● dark" : "○ light"}
    </button>
  );
}
