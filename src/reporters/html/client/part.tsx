import type { ComponentChildren } from "preact";

/** A part of the page, with a heading and a sentence on what it shows. */
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

/** Says that there is nothing to show, and why. */
export function Nothing({ children }: { readonly children: ComponentChildren }) {
  return <p class="nothing">{children}</p>;
}
