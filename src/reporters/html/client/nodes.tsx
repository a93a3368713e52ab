import { formatNumber } from "../../../base/numbers.js";
import { SICK_CAUSE_TEXT } from "../../../result/sick-causes.js";
import { formatBytes, formatValue } from "../../../result/wording.js";
import { metricSpec } from "../../../telemetry/metrics.js";
import type { ShownResult } from "../shown-result.js";
import { clock } from "./chart.js";
import { Nothing, Part } from "./part.js";
import { Sparkline } from "./sparkline.js";

type Node = ShownResult["nodes"][number];

const GAUGES = [
  ["node_cpu", "CPU"],
  ["node_memory", "Memory"],
  ["node_event_loop_delay", "Event loop"],
  ["node_browser_round_trip", "Browser late"],
  ["node_page_delay", "Page timers late"],
] as const;

/** The machines that made the load, and how they were. */
export function Nodes({ result }: { readonly result: ShownResult }) {
  const { nodes, sick, durationMs } = result;
  return (
    <Part
      id="nodes"
      title="Nodes"
      about="The machines that made the load. Where one was too slow itself, its samples are not judged."
    >
      {nodes.length === 0 ? <Nothing>No node was ever there.</Nothing> : null}
      {nodes.length === 0 ? null : (
        <div class="scroll">
          <table class="nodes">
            <thead>
              <tr>
                <th scope="col">Node</th>
                <th scope="col" class="number">
                  Users
                </th>
                <th scope="col" class="number">
                  Iterations
                </th>
                {GAUGES.map(([gauge, title]) => (
                  <th key={gauge} scope="col" title={metricSpec(gauge)?.description}>
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {nodes.map((node) => (
                <NodeRow key={node.name} node={node} durationMs={durationMs} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {sick.windows.length === 0 ? null : <SickWindows windows={sick.windows} />}
    </Part>
  );
}

function NodeRow({ node, durationMs }: { readonly node: Node; readonly durationMs: number }) {
  const { name, status, resources, users, iterations, health } = node;
  const isBusy = health.some(({ busy }) => busy);
  const isSick = health.some(({ sick }) => sick !== undefined);
  return (
    <tr>
      <td>
        <strong>{name}</strong> <span class={`status ${status}`}>{status}</span>
        {isSick ? <span class="status sick">sick</span> : isBusy ? <span class="status busy">busy</span> : null}
        <span class="description">{resourceText(resources)}</span>
      </td>
      <td class="number">{formatNumber(users)}</td>
      <td class="number">{formatNumber(iterations)}</td>
      {GAUGES.map(([gauge]) => (
        <td key={gauge}>
          <Sparkline
            points={health.flatMap(({ offsetMs, gauges }) =>
              gauges[gauge] === undefined ? [] : [[offsetMs, gauges[gauge]] as const],
            )}
            toMs={durationMs}
            top={metricSpec(gauge)?.unit === "ratio" ? 1 : undefined}
            format={(value) => formatValue(value, metricSpec(gauge)?.unit)}
          />
        </td>
      ))}
    </tr>
  );
}

function resourceText(resources: Node["resources"]): string {
  if (resources === undefined) return "";
  const { cpus, memoryBytes, platform, arch } = resources;
  const parts = [
    typeof cpus === "number" ? `${formatNumber(cpus)} ${cpus === 1 ? "CPU" : "CPUs"}` : "",
    typeof memoryBytes === "number" ? formatBytes(memoryBytes) : "",
    [platform, arch].filter((text) => text !== undefined).join(" "),
  ];
  return parts.filter((text) => text !== "").join(" · ");
}

const MAX_WINDOWS = 50;

function SickWindows({ windows }: { readonly windows: ShownResult["sick"]["windows"] }) {
  return (
    <details class="windows">
      <summary>{formatNumber(windows.length)} times in which a node was too slow itself</summary>
      <ul>
        {windows.slice(0, MAX_WINDOWS).map(({ node, fromMs, toMs, cause }) => (
          <li key={`${node}-${fromMs}-${cause}`}>
            {clock(fromMs / 1000)}–{clock(toMs / 1000)} <strong>{node}</strong>: {SICK_CAUSE_TEXT[cause]}
          </li>
        ))}
        {windows.length > MAX_WINDOWS ? (
          <li class="faint">and {formatNumber(windows.length - MAX_WINDOWS)} more in result.json</li>
        ) : null}
      </ul>
    </details>
  );
}
