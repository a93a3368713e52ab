import { expect, it } from "vitest";
import { AcceptedCertificates } from "./accepted-certificates.js";

it("untrusted certificates are accepted from the first user who wants that until the last one has gone", () => {
  const sent: boolean[] = [];
  const certificates = new AcceptedCertificates(async (ignore) => sent.push(ignore));
  const accept = () => certificates.acceptFor({ ignoreCertificateErrors: true });
  certificates.acceptFor({})();
  expect(sent).toEqual([]);
  const [first, second] = [accept(), accept()];
  expect(sent).toEqual([true]);
  first();
  first();
  expect(sent).toEqual([true]);
  second();
  expect(sent).toEqual([true, false]);
  accept();
  expect(sent).toEqual([true, false, true]);
});
