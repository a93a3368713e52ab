import { useEffect, useState } from "preact/hooks";
import { applyTheme, type Shade, SYSTEM_DARK, type Theme } from "./theme.js";

/** The page's theme, the resulting shade, and a function to change the theme. */
export function useTheme() {
  const [theme, setTheme] = useState<Theme>("auto");
  const systemShade = useSystemShade();
  const choose = (next: Theme) => {
    applyTheme(next);
    setTheme(next);
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
