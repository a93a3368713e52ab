/** A state that may be in between, as that of a checkbox of which some parts are checked. */
export type MixedState = boolean | "mixed";

/** States of an element that are told with its role; those that its role does not have are absent. */
export interface AriaStates {
  readonly checked?: MixedState;
  readonly disabled?: boolean;
  readonly expanded?: boolean;
  readonly level?: number;
  readonly pressed?: MixedState;
  readonly selected?: boolean;
}

/** An element as assistive technology perceives it. */
export interface AriaNode extends AriaStates {
  /** The whole has the role `fragment`. */
  readonly role: string;
  readonly name: string;
  /** `url` of links, `placeholder` of fields. */
  readonly props: Readonly<Record<string, string>>;
  /** Elements and texts, in order. */
  readonly children: readonly (AriaNode | string)[];
}
