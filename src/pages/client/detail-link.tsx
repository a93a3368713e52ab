import type { ComponentChildren } from "preact";
import { changeView, useView } from "./view.js";
import { fragmentOf, type View } from "./view-fragment.js";

/** A link to everything that is known about a step, page, interaction, endpoint or node. */
export function DetailLink(props: { readonly detail: NonNullable<View["detail"]>; readonly children: ComponentChildren }) {
  const { detail, children } = props;
  const view = useView();
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    changeView({ detail }, { isOpened: true });
  };
  return (
    <a class="detail-link" href={fragmentOf({ ...view, detail })} onClick={open}>
      {children}
    </a>
  );
}
