import fc from "fast-check";

/*
 * Properties are tried on the same cases every time, so that a run that was green stays green until something changes.
 * `PROPERTY_SEED=random npx vitest run FILE` looks for new cases, `PROPERTY_SEED=123` repeats one.
 */
const asked = process.env.PROPERTY_SEED;
if (asked !== "random") fc.configureGlobal({ seed: Number(asked ?? 20_260_512) });
