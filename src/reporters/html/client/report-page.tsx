import { useEffect, useState } from "preact/hooks";
import type { ShownResult } from "../shown-result.js";
import { Details } from "./details.js";
import { Failures } from "./failures.js";
import { KeyFigures } from "./key-figures.js";
import { LatencyCharts } from "./latency-charts.js";
import { LoadCharts } from "./load-charts.js";
import { Metrics } from "./metrics.js";
import { Nodes } from "./nodes.js";
import { Steps } from "./steps.js";
import { applyTheme, type Shade, SYSTEM_DARK, type Theme } from "./theme.js";
import { Thresholds } from "./thresholds.js";
import { Verdict } from "./verdict.js";

const PARTS = [
  ["overview", "Overview"],
  ["load", "Load"],
  ["latency", "Latency"],
  ["steps", "Steps"],
  ["failures", "Failures"],
  ["metrics", "Metrics"],
  ["nodes", "Nodes"],
  ["details", "Details"],
] as const;

/** The whole page. */
export function ReportPage({ result }: { readonly result: ShownResult }) {
  const [theme, setTheme] = useState<Theme>("auto");
  const systemShade = useSystemShade();
  const shade = theme === "auto" ? systemShade : theme;
  const choose = (next: Theme) => {
    applyTheme(next);
    setTheme(next);
  };
  return (
    <>
      <nav class="bar" aria-label="Parts of the report">
        <a class="brand" href="#overview">
          LiveLoad
        </a>
        <div class="links">
          {PARTS.slice(1).map(([id, title]) => (
            <a key={id} href={`#${id}`}>
              {title}
            </a>
          ))}
        </div>
        <ThemeToggle theme={theme} onChoose={choose} />
      </nav>
      <main>
        <Verdict result={result} />
        <Thresholds result={result} />
        <KeyFigures result={result} />
        <LoadCharts result={result} shade={shade} />
        <LatencyCharts result={result} shade={shade} />
        <Steps result={result} />
        <Failures result={result} />
        <Metrics result={result} />
        <Nodes result={result} />
        <Details result={result} />
      </main>
    </>
  );
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

function ThemeToggle({ theme, onChoose }: { readonly theme: Theme; readonly onChoose: (theme: Theme) => void }) {
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
