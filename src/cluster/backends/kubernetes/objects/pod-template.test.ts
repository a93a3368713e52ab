import { describe, expect, it } from "vitest";
import { mergePodTemplate, refuseDropped } from "./pod-template.js";

const defaults = [
  { metadata: { annotations: { a: "1" } }, spec: { terminationGracePeriodSeconds: 30, securityContext: { runAsUser: 65_532 } } },
];
const needed = {
  metadata: { labels: { "liveload.run": "r" } },
  spec: {
    restartPolicy: "Never",
    securityContext: { runAsNonRoot: true },
    containers: [
      {
        name: "live-load",
        image: "live-load:1",
        env: [{ name: "HOME", value: "/tmp" }],
        volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
      },
    ],
  },
};
const merged = (user: Record<string, unknown> | undefined) => mergePodTemplate(user, { defaults, needed });

describe("the user's pod template", () => {
  it("is optional", () => {
    expect(merged(undefined)).toEqual({
      metadata: { annotations: { a: "1" }, labels: { "liveload.run": "r" } },
      spec: {
        terminationGracePeriodSeconds: 30,
        restartPolicy: "Never",
        securityContext: { runAsUser: 65_532, runAsNonRoot: true },
        containers: needed.spec.containers,
      },
    });
  });

  it("extends LiveLoad's required parts, with lists merged by name", () => {
    const container = {
      name: "live-load",
      env: [{ name: "TZ", value: "UTC" }],
      volumeMounts: [{ name: "ca", mountPath: "/etc/ca" }],
    };
    const user = {
      apiVersion: "v1",
      kind: "PodTemplate",
      metadata: { labels: { team: "web" } },
      spec: { nodeSelector: { pool: "load" }, tolerations: [{ key: "load" }], containers: [container] },
    };
    expect(merged(user)).toMatchObject({
      metadata: { labels: { team: "web", "liveload.run": "r" } },
      spec: {
        nodeSelector: { pool: "load" },
        tolerations: [{ key: "load" }],
        containers: [
          {
            name: "live-load",
            image: "live-load:1",
            env: [
              { name: "TZ", value: "UTC" },
              { name: "HOME", value: "/tmp" },
            ],
            volumeMounts: [
              { name: "ca", mountPath: "/etc/ca" },
              { name: "tmp", mountPath: "/tmp" },
            ],
          },
        ],
      },
    });
    expect(merged(user)).not.toHaveProperty("kind");
  });

  it("overrides defaults, and removes them with null", () => {
    const user = { spec: { terminationGracePeriodSeconds: 5, securityContext: { runAsUser: null } } };
    expect(merged(user).spec).toMatchObject({ terminationGracePeriodSeconds: 5, securityContext: { runAsNonRoot: true } });
    expect(JSON.stringify(merged(user))).not.toContain("runAsUser");
  });

  it("may repeat LiveLoad's own values", () => {
    expect(() => merged({ spec: { restartPolicy: "Never" } })).not.toThrow();
  });

  it.each([
    [{ spec: { restartPolicy: "OnFailure" } }, "spec.restartPolicy", 'must be "Never"'],
    [{ spec: { securityContext: { runAsNonRoot: false } } }, "spec.securityContext.runAsNonRoot", "must be true"],
    [{ metadata: { labels: { "liveload.run": "x" } } }, "metadata.labels.liveload.run", 'must be "r"'],
    [
      { spec: { containers: [{ name: "live-load", image: "mine:1" }] } },
      "spec.containers[live-load].image",
      'must be "live-load:1"',
    ],
    [
      { spec: { containers: [{ name: "live-load", volumeMounts: [{ name: "disk", mountPath: "/tmp" }] }] } },
      "spec.containers[live-load].volumeMounts[/tmp].name",
      'must be "tmp"',
    ],
    [{ spec: { containers: [{ name: "live-load", args: ["x"] }] } }, "spec.containers[live-load].args", "is set by LiveLoad"],
    [{ spec: { containers: [{ name: "proxy" }] } }, "spec.containers", "takes one container, named live-load"],
    [{ template: {} }, "template", "is not part of a pod template"],
  ])("is rejected by path where it contradicts: %j", (user, path, why) => {
    const option = `backendOptions.podTemplate.${path}`;
    const wanted = {
      code: "INVALID_OPTION",
      message: expect.stringContaining(why),
      details: expect.objectContaining({ option }),
    };
    expect(() => merged(user)).toThrow(expect.objectContaining(wanted));
  });

  it("is rejected if the client would drop a part of it", () => {
    const given = { spec: { containers: [{ name: "live-load", enviroment: [] }] } };
    expect(() => refuseDropped(given, { spec: { containers: [{ name: "live-load" }] } })).toThrow(
      "backendOptions.podTemplate.spec.containers[0].enviroment",
    );
  });
});
