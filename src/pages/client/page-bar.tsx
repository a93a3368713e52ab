import type { ComponentChildren } from "preact";
import type { Theme } from "./theme.js";
import { ThemeToggle } from "./theme-toggle.js";

/** The bar at the top of a page: links to its parts, and the theme toggle. */
export function PageBar({
  label,
  parts,
  theme,
  onChoose,
  children,
}: {
  readonly label: string;
  readonly parts: readonly (readonly [id: string, title: string])[];
  readonly theme: Theme;
  readonly onChoose: (theme: Theme) => void;
  /** Shown next to the name. */
  readonly children?: ComponentChildren;
}) {
  return (
    <nav class="bar" aria-label={label}>
      <a class="brand" href="#overview">
        LiveLoad
      </a>
      {children}
      <div class="links">
        {parts.map(([id, title]) => (
          <a key={id} href={`#${id}`}>
            {title}
          </a>
        ))}
      </div>
      <ThemeToggle theme={theme} onChoose={onChoose} />
    </nav>
  );
}
