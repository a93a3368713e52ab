import { useState } from "preact/hooks";
import { formatNumber } from "../../base/numbers.js";
import type { LiveBackground, LivePicture } from "../../run/live/live-picture.js";
import { type Answered, type Asked, askRun, STEER_TOKEN } from "./ask-run.js";

type SteeredPicture = Omit<LivePicture, "series" | "background"> & {
  readonly background?: Pick<LiveBackground, "plan">;
};

/** What steers the run, if the page's address allows it. */
export function Steering(props: {
  readonly live: SteeredPicture | undefined;
  /** The planned number of users, or rate, at this moment. */
  readonly target: number | undefined;
  /** The same of background users. */
  readonly backgroundTarget: number | undefined;
}) {
  const { live, target, backgroundTarget } = props;
  const [answered, setAnswered] = useState<Answered>();
  const [isAsking, setAsking] = useState(false);
  const [isStopping, setStopping] = useState(false);
  if (STEER_TOKEN === null) return null;
  const ask = async (asked: Asked) => {
    setAsking(true);
    setStopping(false);
    setAnswered(await askRun(asked));
    setAsking(false);
  };
  return (
    <section class="steering" aria-label="Steer the run">
      {live === undefined ? null : (
        <>
          <Amount of={live.plan.of} who="users" target={target} isAsking={isAsking} onSet={(asked) => void ask(asked)} />
          {live.background === undefined ? null : (
            <Amount
              of={live.background.plan.of}
              who="background"
              target={backgroundTarget}
              isAsking={isAsking}
              onSet={(asked) => void ask(asked)}
            />
          )}
          <button type="button" disabled={isAsking} onClick={() => void ask({ do: live.isPaused ? "resume" : "pause" })}>
            {live.isPaused ? "Resume" : "Pause"}
          </button>
        </>
      )}
      {isStopping ? (
        <span class="confirm">
          Stop the run?
          <button type="button" class="danger" disabled={isAsking} onClick={() => void ask({ do: "stop" })}>
            Yes, stop it
          </button>
          <button type="button" onClick={() => setStopping(false)}>
            No
          </button>
        </span>
      ) : (
        <button type="button" disabled={isAsking} onClick={() => setStopping(true)}>
          Stop …
        </button>
      )}
      <output class={answered?.isRefused === true ? "refused" : undefined}>{answered?.text}</output>
    </section>
  );
}

/** What a run takes at most; see `run/steering/steer-request.ts`. */
const MOST = { users: 1_000_000, perSecond: 1000 };

/** A field sets one target: here are its label, and the name of the request. */
const FIELDS = {
  users: { users: ["Users", "users"], arrivals: ["Iterations per second", "rate"] },
  background: {
    users: ["Background users", "backgroundUsers"],
    arrivals: ["Background iterations per second", "backgroundRate"],
  },
} as const;

function Amount(props: {
  readonly of: LivePicture["plan"]["of"];
  readonly who: keyof typeof FIELDS;
  /** Shown while the field is empty. */
  readonly target: number | undefined;
  readonly isAsking: boolean;
  readonly onSet: (asked: Asked) => void;
}) {
  const { of, who, target, isAsking, onSet } = props;
  const [text, setText] = useState("");
  const value = Number(text);
  const isUsers = of === "users";
  const fields = FIELDS[who];
  const [label] = fields[of];
  const most = isUsers ? MOST.users : MOST.perSecond;
  const isValid = text.trim() !== "" && value >= 0 && value <= most && (!isUsers || Number.isInteger(value));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isValid) onSet(isUsers ? { do: fields.users[1], users: value } : { do: fields.arrivals[1], perSecond: value });
      }}
    >
      <label>
        {label}{" "}
        <input
          type="number"
          min={0}
          max={most}
          step={isUsers ? 1 : "any"}
          inputMode={isUsers ? "numeric" : "decimal"}
          placeholder={target === undefined ? "" : formatNumber(isUsers ? Math.ceil(target) : target)}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <button type="submit" disabled={isAsking || !isValid}>
        Set
      </button>
    </form>
  );
}
