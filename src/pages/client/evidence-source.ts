import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Evidence } from "../../result/model.js";
import type { EvidenceRecord } from "../../telemetry/evidence-record.js";
import type { ShownEvidence } from "../shown-evidence.js";
import { hrefBeside } from "./href-beside.js";

/** Loads the record of evidence that the page does not hold. Absent: the page shows only what it holds. */
export const EvidenceSource = createContext<((path: string) => Promise<EvidenceRecord | undefined>) | undefined>(undefined);

/** Evidence that the page contains or loads. */
export function useEvidence({ record: path, screenshot }: Evidence, shown: ShownEvidence[string]): ShownEvidence[string] {
  const load = useContext(EvidenceSource);
  const [loaded, setLoaded] = useState<EvidenceRecord>();
  useEffect(() => {
    if (shown.record !== undefined || load === undefined) return;
    let isWanted = true;
    void load(path).then((record) => {
      if (isWanted) setLoaded(record);
    });
    return () => {
      isWanted = false;
    };
  }, [path, load]);
  const record = shown.record ?? loaded;
  const picture = shown.picture ?? (load === undefined || screenshot === undefined ? undefined : hrefBeside(screenshot));
  return { ...(record === undefined ? {} : { record }), ...(picture === undefined ? {} : { picture }) };
}
