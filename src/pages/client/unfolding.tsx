import type { ComponentChildren } from "preact";
import { useContext, useState } from "preact/hooks";
import { EvidenceSource } from "./evidence-source.js";

/** A summary with a content behind it. In a page that loads what it shows, the content exists only once it was unfolded. */
export function Unfolding(props: {
  readonly className: string;
  readonly summary: ComponentChildren;
  readonly isOpen: boolean;
  readonly children: ComponentChildren;
}) {
  const { className, summary, isOpen, children } = props;
  const isLoading = useContext(EvidenceSource) !== undefined;
  const [wasOpened, setOpened] = useState(isOpen);
  return (
    <details class={className} open={isOpen} onToggle={(event) => event.currentTarget.open && setOpened(true)}>
      <summary>{summary}</summary>
      {isLoading && !wasOpened ? null : children}
    </details>
  );
}
