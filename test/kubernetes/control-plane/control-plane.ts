/** Address and credentials of a control plane: plain data, which Vitest passes from its global setup to tests. */
export interface ControlPlaneAddress {
  /** A kubeconfig with the token of a member of `system:masters`. */
  readonly kubeconfigPath: string;
  /** `https://ADDRESS:6443`, at the gateway address: no other machine reaches it. */
  readonly apiServerUrl: string;
  /** The authority that signed the API server's certificate. */
  readonly caPem: string;
  /** This machine's address on the pods' network: where a pod reaches a server that listens on all interfaces here. */
  readonly gatewayAddress: string;
  readonly nodeName: string;
  /** A file per component, and `pods/` with a folder per pod. Removed by `stop()`, unless `LIVE_LOAD_KEEP_KUBERNETES_LOGS` is set. */
  readonly logsFolder: string;
  /** All files of the control plane. */
  readonly folder: string;
}

/** A single-node Kubernetes that runs on this machine. */
export interface ControlPlane extends ControlPlaneAddress {
  /** Writes a kubeconfig with a token of an existing service account, and returns the file's path. */
  kubeconfigFor(account: ServiceAccountName, options?: TokenOptions): Promise<string>;
  /** Loads an image into the node's containerd: from a Docker Engine by its tag, or from a tar file of `docker save`. */
  importImage(image: ImageSource): Promise<void>;
}

/** A control plane that this process started. */
export interface StartedControlPlane extends ControlPlane {
  /** The address that other processes pass to `connectControlPlane`. */
  readonly address: ControlPlaneAddress;
  /** Ends everything that was started and removes everything that was created. Can be called twice. */
  stop(): Promise<void>;
}

export interface ServiceAccountName {
  readonly name: string;
  readonly namespace: string;
}

export interface TokenOptions {
  /**
   * The API server rejects the token this many seconds from now; 0 for an already expired one. Default: 3600.
   * From 600 on, the token comes from the TokenRequest API, which issues no shorter ones; below, it is signed here with the
   * cluster's own key. A token that was accepted once is accepted from the API server's cache for 10 seconds more.
   */
  readonly lifetimeSeconds?: number;
}

export type ImageSource =
  | {
      readonly tag: string;
      /** As `DOCKER_HOST`; default: that of the environment. */
      readonly dockerHost?: string;
    }
  | { readonly tarPath: string };
