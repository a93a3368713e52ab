export { callApi, callApiSuccessfully } from "./api.js";
export { administratorOf, connectControlPlane } from "./connection.js";
export type {
  ControlPlane,
  ControlPlaneAddress,
  ImageSource,
  ServiceAccountName,
  StartedControlPlane,
  TokenOptions,
} from "./control-plane.js";
export { startControlPlane } from "./start.js";
