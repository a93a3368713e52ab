import type { INamespace } from "protobufjs/light.js";

/** A remote write 1.0 request: the fields we use of `prometheus.WriteRequest` in Prometheus' `prompb/remote.proto` and `types.proto`. */
export const WRITE_REQUEST: INamespace = {
  nested: {
    WriteRequest: { fields: { timeseries: { rule: "repeated", type: "TimeSeries", id: 1 } } },
    TimeSeries: {
      fields: { labels: { rule: "repeated", type: "Label", id: 1 }, samples: { rule: "repeated", type: "Sample", id: 2 } },
    },
    Label: { fields: { name: { type: "string", id: 1 }, value: { type: "string", id: 2 } } },
    Sample: { fields: { value: { type: "double", id: 1 }, timestamp: { type: "int64", id: 2 } } },
  },
};
