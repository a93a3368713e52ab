import { useEffect, useState } from "preact/hooks";

const EVERY_MS = 2000;

/** The run's answer to a question that is asked again while it goes on: null for none, `undefined` until it has come. */
export function useLook<T>(question: Readonly<Record<string, string>> | undefined, isLive: boolean): T | null | undefined {
  const [looked, setLooked] = useState<T | null>();
  const asked = question === undefined ? undefined : new URLSearchParams(question).toString();
  useEffect(() => {
    setLooked(undefined);
    if (asked === undefined) return;
    const stop = new AbortController();
    const ask = async () => {
      const answer = await answerTo<T>(asked, stop.signal).catch(() => null);
      // A missing answer leaves the one before it on the page.
      if (!stop.signal.aborted) setLooked((shown) => answer ?? shown ?? null);
    };
    void ask();
    const timer = isLive ? setInterval(() => void (document.hidden ? undefined : ask()), EVERY_MS) : undefined;
    return () => {
      clearInterval(timer);
      stop.abort();
    };
  }, [asked, isLive]);
  return looked;
}

/** Rejects when it is stopped, even while the answer is being read. */
async function answerTo<T>(asked: string, signal: AbortSignal): Promise<T | null> {
  const response = await fetch(`./detail?${asked}`, { signal });
  return response.ok ? ((await response.json()) as T | null) : null;
}
