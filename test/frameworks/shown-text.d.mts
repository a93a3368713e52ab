export function watchFor(text: string): void;
export function shownMs(): number | null;
