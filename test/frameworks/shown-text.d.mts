export function hasSpinner(): boolean;
export function watchFor(text: string): void;
export function shownWithin(ms: number): Promise<number | null>;
