import type { Shade } from "./theme.js";

/** One line of a chart; `color` names one of the page's colours. */
export interface ChartLine {
  readonly label: string;
  readonly color: string;
  readonly values: readonly (number | null)[];
  readonly filled?: boolean;
  readonly dashed?: boolean;
  /** Drawn against the axis on the right. */
  readonly isOnRight?: boolean;
}

/** A time during which nodes were not healthy. */
export interface SickSpan {
  readonly fromMs: number;
  readonly toMs: number;
  /** The share of the nodes that it concerns. Default 1. */
  readonly share?: number;
}

/** A change of the load, drawn as a line. */
export interface ChartChange {
  readonly offsetMs: number;
  readonly label: string;
}

/** The content of a chart. */
export interface ChartProps {
  readonly title: string;
  /** Milliseconds since T0. */
  readonly offsets: readonly number[];
  readonly lines: readonly ChartLine[];
  readonly format: (value: number) => string;
  /** For the lines on the right. */
  readonly formatRight?: (value: number) => string;
  /** Times during which the generator was not healthy. */
  readonly sick: readonly SickSpan[];
  /** Values that the lines on the left should not cross. */
  readonly limits?: readonly { readonly value: number; readonly label: string }[];
  /** What people changed about the load. */
  readonly changes?: readonly ChartChange[] | undefined;
  /** The page's colours: charts are redrawn when they change. */
  readonly shade: Shade;
  readonly height?: number;
}
