export type {
  ControlPlane,
  ControlPlaneAddress,
  ImageSource,
  ServiceAccountName,
  StartedControlPlane,
  TokenOptions,
} from "./control-plane.js";
