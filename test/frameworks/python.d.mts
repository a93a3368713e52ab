export function pythonWithFrameworks(): string;
