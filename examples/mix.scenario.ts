import { mix } from "live-load";

/** Two of three users count and one orders, all on one cluster and in one result. */
export default mix(
  "two count and one orders",
  { "counter.scenario.ts": 2, "orders.scenario.ts": 1 },
  { users: 3, duration: "20s" },
);
