/** Short titles of latencies. */
export const LATENCY_TITLES: Readonly<Record<string, string>> = {
  liveview_event_duration: "Answer on screen",
  liveview_event_server_duration: "Server’s reply",
  liveview_event_patch_duration: "Patching the page",
  interaction_duration: "Answer on screen",
  interaction_server_duration: "Server’s reply",
  interaction_patch_duration: "Showing the reply",
  liveview_connection_duration: "Page becomes live",
  step_duration: "Step",
  iteration_duration: "Iteration",
};
