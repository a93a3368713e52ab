export declare const WALLS: Readonly<Record<string, { readonly may: readonly string[]; readonly says: string }>>;
export declare const BACKEND_WALL: { readonly from: string; readonly may: readonly string[] };
export declare const AGENT_WALLS: readonly {
  readonly name: string;
  readonly from: string;
  readonly never: readonly string[];
  readonly says: string;
}[];
export declare const PROCESS_FILES: readonly string[];
export declare const CLOCK_FILES: readonly string[];
