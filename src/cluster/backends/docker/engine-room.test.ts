import { describe, expect, it } from "vitest";
import { parseDockerOptions } from "./docker-options.js";
import { refusalOf } from "./engine-refusals.js";
import { checkOneFits, crowdedRoom } from "./engine-room.js";

const GIB = 1024 ** 3;
const room = { cpus: 2, memoryBytes: 8 * GIB };
const options = (nodes?: Readonly<Record<string, unknown>>) => parseDockerOptions(nodes === undefined ? {} : { nodes });

describe("the room of a Docker Engine", () => {
  it("fits a node as large as its machine, but none that is larger", () => {
    expect(() => checkOneFits(options({ cpus: 2, memory: "8GiB" }), room)).not.toThrow();
    expect(() => checkOneFits(options(), room)).not.toThrow();
    expect(() => checkOneFits(options({ cpus: 8 }), room)).toThrow(
      "backendOptions.nodes.cpus is 8 CPUs, and the machine of the Docker Engine has 2 CPUs",
    );
    expect(() => checkOneFits(options({ memory: "9GiB" }), room)).toThrow("nodes.memory is 9,216 MiB");
  });

  it("is crowded by nodes that need more than it has in total, and by two nodes without limits", () => {
    expect(crowdedRoom(2, options({ cpus: 1, memory: "4GiB" }), room)).toBeUndefined();
    expect(crowdedRoom(1, options(), room)).toBeUndefined();
    expect(crowdedRoom(3, options({ cpus: 0.9, memory: "1GiB" }), room)).toMatch(
      /^3 containers with 0\.9 CPUs and 1,024 MiB each/,
    );
    expect(crowdedRoom(3, options({ cpus: 0.5, memory: "4GiB" }), room)).toBeDefined();
    expect(crowdedRoom(2, options(), room)).toMatch(/^2 containers with 2 CPUs and 8,192 MiB each are more than/);
  });
});

describe("a container that an engine does not create", () => {
  const failed = (statusCode: number, message: string) => Object.assign(new Error(message), { statusCode });
  it.each([
    [failed(400, "Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available"), "backendOptions.nodes.cpus"],
    [failed(400, 'OCI runtime create failed: exec: "--controller": executable file not found in $PATH'), "backendOptions.image"],
    [failed(500, "unable to start container process: exec format error"), "backendOptions.image"],
    [failed(404, "No such image: live-load:9"), "backendOptions.image"],
    [failed(404, "network load not found"), "backendOptions.network"],
  ])("is refused for good with: %s", (error, option) => {
    expect(refusalOf(error)).toMatchObject({ option, hint: expect.any(String) });
  });

  it("may be created later if the engine itself had a problem", () => {
    expect(refusalOf(failed(500, "driver failed programming external connectivity"))).toBeUndefined();
    expect(refusalOf(new Error("socket hang up"))).toBeUndefined();
  });
});

describe("the image option", () => {
  it.each([
    "live-load:0.1.0",
    "registry.example.com:5000/team/live-load:1",
    `live-load@sha256:${"a".repeat(64)}`,
    "sha256:abcdef0123",
  ])("accepts %s", (image) => {
    expect(parseDockerOptions({ image }).image).toBe(image);
  });

  it.each(["Bad Name::x", "", " ", "a b", "live-load:", "UPPER", "live-load:1:2", "http://x/y", 7, null])(
    "refuses %s",
    (image) => {
      expect(() => parseDockerOptions({ image })).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
    },
  );
});
