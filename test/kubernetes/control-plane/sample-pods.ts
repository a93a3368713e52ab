import { NODE_IMAGE } from "../../docker/images.js";
import { PAUSE_IMAGE } from "./pause-image.js";

/** The report that a pod of `sampleJob` posts to the given server. */
export interface PodFindings {
  readonly index: string;
  readonly secret: string;
  readonly user: number;
  /** The line of /proc/self/mounts. */
  readonly sharedMemory: string;
  readonly sharedMemoryWritten: number;
  readonly rootIsReadOnly: boolean;
  /** The matching lines of /proc/self/status. */
  readonly seccomp: string;
  readonly capabilities: string;
  /** The kernel's values, of either cgroup version. */
  readonly memoryLimit: string;
  readonly cpuLimit: string;
  /** The API server's version, requested at its service address with the pod's own token. */
  readonly kubernetes: string;
}

const FIND_OUT = `
const fs = require("node:fs"), https = require("node:https");
const line = (file, start) => fs.readFileSync(file, "utf8").split("\\n").find((text) => text.includes(start));
const first = (...files) => fs.readFileSync(files.find((file) => fs.existsSync(file)), "utf8").trim();
const account = "/var/run/secrets/kubernetes.io/serviceaccount/";
fs.writeFileSync("/dev/shm/block", Buffer.alloc(8 << 20));
let rootIsReadOnly = false;
try { fs.writeFileSync("/block", ""); } catch (error) { rootIsReadOnly = error.code === "EROFS"; }
const askVersion = () => new Promise((resolve, reject) => {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
  const headers = { authorization: "Bearer " + fs.readFileSync(account + "token", "utf8") };
  https.get({ host, port, path: "/version", headers, ca: fs.readFileSync(account + "ca.crt") }, async (response) => {
    let text = "";
    for await (const chunk of response) text += chunk;
    resolve(JSON.parse(text).gitVersion);
  }).on("error", reject);
});
askVersion().then((kubernetes) => fetch(process.env.REPORT_TO, { method: "POST", body: JSON.stringify({
  index: process.env.JOB_COMPLETION_INDEX,
  secret: fs.readFileSync("/secrets/" + process.env.JOB_COMPLETION_INDEX, "utf8"),
  user: process.getuid(),
  sharedMemory: line("/proc/self/mounts", " /dev/shm "),
  sharedMemoryWritten: fs.statSync("/dev/shm/block").size,
  rootIsReadOnly,
  seccomp: line("/proc/self/status", "Seccomp:"),
  capabilities: line("/proc/self/status", "CapEff:"),
  memoryLimit: first("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"),
  cpuLimit: first("/sys/fs/cgroup/cpu.max", "/sys/fs/cgroup/cpu/cpu.cfs_quota_us"),
  kubernetes,
}) })).then(() => { console.log("has reported"); setInterval(() => {}, 1000); }, (error) => { console.error(error); process.exit(1); });
`;

/** An Indexed Job of three pods like those of nodes: confined, with a secret, memory-backed /dev/shm and limits. They stay until deleted. */
export function sampleJob(name: string, secretName: string, reportTo: string): object {
  const security = {
    runAsNonRoot: true,
    runAsUser: 1000,
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    seccompProfile: { type: "RuntimeDefault" },
  };
  const container = {
    ...sampleContainer(["node", "-e", FIND_OUT]),
    env: [{ name: "REPORT_TO", value: reportTo }],
    securityContext: security,
    volumeMounts: [
      { name: "shm", mountPath: "/dev/shm" },
      { name: "secrets", mountPath: "/secrets", readOnly: true },
    ],
  };
  const volumes = [
    { name: "shm", emptyDir: { medium: "Memory", sizeLimit: "32Mi" } },
    { name: "secrets", secret: { secretName } },
  ];
  const spec = { restartPolicy: "Never", terminationGracePeriodSeconds: 1, containers: [container], volumes };
  const template = { metadata: { labels: { sample: name } }, spec };
  const indexed = { completionMode: "Indexed", completions: 3, parallelism: 3, backoffLimitPerIndex: 0 };
  return { apiVersion: "batch/v1", kind: "Job", metadata: { name }, spec: { ...indexed, template } };
}

/** A pod that runs a script. */
export function samplePod(name: string, script: string): object {
  return pod(name, sampleContainer(["node", "-e", script]));
}

/** A pod of the preloaded pause image, which idles until it is told to end. */
export function idlePod(name: string): object {
  return pod(name, { name: "idle", image: PAUSE_IMAGE, imagePullPolicy: "Never" });
}

function pod(name: string, container: object): object {
  const spec = { restartPolicy: "Never", terminationGracePeriodSeconds: 1, containers: [container] };
  return { apiVersion: "v1", kind: "Pod", metadata: { name }, spec };
}

function sampleContainer(command: readonly string[]): object {
  const resources = { cpu: "200m", memory: "96Mi" };
  return {
    name: "sample",
    image: NODE_IMAGE,
    imagePullPolicy: "IfNotPresent",
    command,
    resources: { requests: resources, limits: resources },
  };
}
