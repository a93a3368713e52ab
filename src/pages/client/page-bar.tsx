import type { ComponentChildren } from "preact";
import type { Theme } from "./theme.js";
import { ThemeToggle } from "./theme-toggle.js";
import { scrollToPart, useView } from "./view.js";
import { fragmentOf } from "./view-fragment.js";

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
      <PartLink id="overview" className="brand">
        LiveLoad
      </PartLink>
      {children}
      <div class="links">
        {parts.map(([id, title]) => (
          <PartLink key={id} id={id}>
            {title}
          </PartLink>
        ))}
      </div>
      <ThemeToggle theme={theme} onChoose={onChoose} />
    </nav>
  );
}

/** A link to a part of the page that keeps the rest of the view. */
function PartLink(props: { readonly id: string; readonly className?: string; readonly children: ComponentChildren }) {
  const { id, className, children } = props;
  const view = useView();
  return (
    <a class={className} href={fragmentOf({ ...view, part: id })} onClick={() => scrollToPart(id)}>
      {children}
    </a>
  );
}
