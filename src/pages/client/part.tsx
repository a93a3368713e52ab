import type { ComponentChildren } from "preact";

/** A part of the page, with a heading and a sentence about its content. */
export function Part(props: {
  readonly id: string;
  readonly title: string;
  readonly about?: string;
  readonly children: ComponentChildren;
}) {
  const { id, title, about, children } = props;
  return (
    <section id={id} class="part" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {about === undefined ? null : <p class="about">{about}</p>}
      {children}
    </section>
  );
}

/** A table that may be wider than the screen and can be scrolled by keyboard. */
export function WideTable(props: {
  readonly label: string;
  readonly kind?: string;
  readonly head: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  const { label, kind, head, children } = props;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without a tab stop, what is cut off cannot be reached by keyboard.
    <section class="scroll" aria-label={`Table: ${label}`} tabIndex={0}>
      <table class={kind}>
        <thead>
          <tr>{head}</tr>
        </thead>
        {children}
      </table>
    </section>
  );
}

/** A note on why there is nothing to show. */
export function Nothing({ children }: { readonly children: ComponentChildren }) {
  return <p class="nothing">{children}</p>;
}
