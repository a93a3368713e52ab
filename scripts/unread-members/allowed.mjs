/** Members that are read outside of `src/` or in ways that the check cannot see, with the reason. */
export const ALLOWED = {
  // Public API: users, their backends and their browser connections read or write these.
  "cluster/backend.ts NodeEvent": "backends report whole events",
  "cluster/cluster.ts PoolNode": "Cluster is exported to users",
  "cluster/cluster.ts Cluster.poolName": "Cluster is exported to users",
  "cluster/cluster.ts Cluster.poolNodeNames": "Cluster is exported to users",
  "cluster/cluster.ts Cluster.poolNodes": "Cluster is exported to users",
  "library-cluster.ts Cluster": "Cluster is exported to users",
  "cluster/boot/sizing.ts Sizing.limitedBy": "part of Cluster.sizing, which is exported to users",
  "browser/connection.ts ContextOptions.userId": "custom browser connections may read it",
  "browser/connection.ts BrowserMetadata.name": "part of the contract of browser connections",
  "browser/connection.ts BrowserSizing": "part of the contract of browser connections",
  "scenario/authoring/context-types.ts Pipeline": "called by scenarios",
  "scenario/authoring/context-types.ts options.as": "called by scenarios",
  "scenario/authoring/context-types.ts MetricHandle.add": "called by scenarios",
  "base/locators/locator.ts": "called by scenarios",
  "scenario/authoring/throttle-spec.ts RampedThrottle": "called by scenarios",
  // Read by a name computed at run time.
  "scenario/steps/step-options.ts": "options of steps are read from a record of checked values",
  "browser/chromium/helper-wire.ts DocumentCalls": "calls of the helper are looked up by name",
  "browser/chromium/helper-wire.ts HelperCalls.reach": "called in the page by name",
  // Shapes prescribed by others.
  "cluster/backends/kubernetes/api-stream.ts StreamRefused": "an error as the client of the Kubernetes API throws it",
  "browser/stop-signal.ts options.once": "the part of AbortSignal that StopSignal stands for",
  "browser/playwright/page-functions.ts PageFunction.types": "carries types only",
  // Seams and observers for tests.
  "scenario/iteration/iteration-ports.ts EndedStep.number": "observers receive all of a step",
  "scenario/iteration/iteration-ports.ts EndedStep.operation": "observers receive all of a step",
  "scenario/iteration/iteration-ports.ts group.failed": "observers receive all of a group",
  "scenario/iteration/iteration-ports.ts check.soft": "observers receive all of a check",
  "scenario/iteration/iteration-ports.ts check.message": "observers receive all of a check",
  "channel/listener.ts Listener.url": "tests dial it",
  "browser/chromium/navigation.ts Navigation.state": "tests follow the transitions",
  "channel/memory-transport.ts MemoryTransport.stall": "the transport of tests",
  "channel/memory-transport.ts End.stall": "the transport of tests",
  "dashboard/event-feed.ts EventFeed.state": "tests compare it with what a page received",
  "dashboard/event-feed.ts EventFeed.clients": "tests wait for it",
};
