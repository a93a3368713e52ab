import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { changeView } from "../view.js";

/** A dialog about what the view names; closing it changes the view. */
export function DetailDialog(props: {
  readonly isOpen: boolean;
  /** The id of the heading, which no other element of the page may have. */
  readonly id: string;
  readonly title: string;
  readonly about: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  const { isOpen, id, title, about, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen && dialog.current?.open === false) dialog.current.showModal();
    if (!isOpen && dialog.current?.open === true) dialog.current.close();
  }, [isOpen]);
  return (
    <dialog ref={dialog} class="detail" aria-labelledby={id} onClose={() => isOpen && changeView({ detail: undefined })}>
      {isOpen ? (
        <>
          <header>
            <div>
              <p class="faint">{about}</p>
              <h2 id={id}>{title}</h2>
            </div>
            <form method="dialog">
              <button type="submit" class="close">
                Close
              </button>
            </form>
          </header>
          {children}
        </>
      ) : null}
    </dialog>
  );
}
