import { useEffect, useState } from "preact/hooks";
import { applyTheme, type Shade, SYSTEM_DARK, type Theme } from "./theme.js";

/** The page's theme, what it comes to, and how to have another. */
export function useTheme() {
  const [theme, setTheme] = useState<Theme>("auto");
  const systemShade = useSystemShade();
  const choose = (next: Theme) => {
    applyTheme(next);
    setTheme(next);
  };
  return { theme, shade: theme === "auto" ? systemShade : theme, choose };
}

/** What the system wants, which may change at any time. */
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

/** Goes through the themes. */
export function ThemeToggle({ theme, onChoose }: { readonly theme: Theme; readonly onChoose: (theme: Theme) => void }) {
  return (
    <button
      type="button"
      class="theme"
      title="Colours: as the system has them, dark, or light"
      onClick={() => onChoose(NEXT[theme])}
    >
      {theme === "auto" ? "◐ auto" : theme === "dark" ? "● dark" : "○ light"}
    </button>
  );
}
