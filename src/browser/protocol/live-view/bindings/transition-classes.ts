/** The classes of a command's transition: while it runs, at its start and at its end. */
export interface TransitionClasses {
  readonly run: readonly string[];
  readonly start: readonly string[];
  readonly end: readonly string[];
}

export function transitionClasses(value: unknown): TransitionClasses {
  const [run, start, end] = Array.isArray(value) ? value : [[], [], []];
  return { run: namesOf(run), start: namesOf(start), end: namesOf(end) };
}

/** A list of names in a command. */
export function namesOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
