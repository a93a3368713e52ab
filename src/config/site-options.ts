import {
  BROWSER_OPTIONS,
  type BrowserOptionName,
  type OptionParsing,
  type ParsedBrowserOptions,
} from "../scenario/browser-options/option-parsers.js";
import type { PerUser } from "../scenario/browser-options/per-user.js";
import { type OptionParser, type OptionSpec, option } from "./option-spec.js";

/** The names of {@link SITE_OPTIONS}. */
export const BROWSER_OPTION_NAMES = Object.keys(BROWSER_OPTIONS) as BrowserOptionName[];

/** Options of every user's browser towards the site. A scenario may give each as a function of the user. */
export const SITE_OPTIONS = {
  device: ofBrowser(
    "device",
    "--device <name>",
    "The device to imitate, as Playwright names it; options beside it take precedence.",
  ),
  viewport: ofBrowser("viewport", "--viewport <width x height>", "Size of every user's page.", "1280x720"),
  deviceScaleFactor: ofBrowser("deviceScaleFactor", "--device-scale-factor <n>", "Physical pixels per CSS pixel.", "1"),
  isMobile: ofBrowser("isMobile", "--is-mobile", "Lay pages out as on a phone: the viewport's meta tag counts.", "false"),
  hasTouch: ofBrowser("hasTouch", "--has-touch", "Give every user a touch screen.", "false"),
  userAgent: ofBrowser("userAgent", "--user-agent <text>", "The user agent of every user's browser.", "the browser's own"),
  locale: ofBrowser(
    "locale",
    "--locale <tag>",
    "The language that every user's browser asks for and formats in.",
    "the browser's own",
  ),
  timezone: ofBrowser("timezone", "--timezone <name>", "The time zone of every user's browser.", "the machine's"),
  geolocation: ofBrowser(
    "geolocation",
    "--geolocation <lat,long>",
    "Where every user is; pages need the permission geolocation.",
  ),
  permissions: {
    ...ofBrowser("permissions", "--permission <name>", "A permission that every page has without asking."),
    repeatable: true,
  },
  colorScheme: ofBrowser("colorScheme", "--color-scheme <scheme>", "What prefers-color-scheme says to pages.", "light"),
  reducedMotion: ofBrowser(
    "reducedMotion",
    "--reduced-motion <way>",
    "What prefers-reduced-motion says to pages.",
    "no-preference",
  ),
  extraHeaders: option<Readonly<Record<string, string>> | PerUser>({
    ...ofBrowser("extraHeaders", "--header <name: value>", "A header to send with every request of every page, to any site."),
    repeatable: true,
    default: {},
    parse: BROWSER_OPTIONS.extraHeaders.parse,
  }),
  ignoreCertificateErrors: option<boolean | PerUser>({
    ...ofBrowser(
      "ignoreCertificateErrors",
      "--ignore-certificate-errors",
      "Open sites whose certificate is not trusted.",
      "false",
    ),
    default: false,
    parse: BROWSER_OPTIONS.ignoreCertificateErrors.parse,
  }),
  httpCredentials: ofBrowser(
    "httpCredentials",
    "--http-credentials <user:password>",
    "Credentials for sites with HTTP basic authentication; an environment variable keeps them off the command line.",
  ),
  clientCertificates: withoutFlag(ofBrowser("clientCertificates", "", "Certificates for sites that ask browsers for one.")),
  proxy: ofBrowser(
    "proxy",
    "--proxy <url>",
    "A proxy for all requests of every user; an environment variable keeps its password off the command line.",
  ),
  serviceWorkers: ofBrowser("serviceWorkers", "--service-workers <way>", "Whether pages may register service workers.", "allow"),
  assets: ofBrowser(
    "assets",
    "--assets <way>",
    "Whether users without a browser load scripts, style sheets and images.",
    "like-a-browser",
  ),
  storageState: ofBrowser("storageState", "--storage-state <file>", "Cookies and storage that every user has at first."),
} as const;

function withoutFlag<T>({ flag: _flag, ...spec }: OptionSpec<T>): OptionSpec<T> {
  return spec;
}

/** The declaration of one of them. */
function ofBrowser<Name extends BrowserOptionName>(
  name: Name,
  flag: string,
  help: string,
  defaultText = "none",
): OptionSpec<ParsedBrowserOptions[Name] | PerUser | undefined> {
  const { allowed, parse, ...rest }: OptionParsing = BROWSER_OPTIONS[name];
  return {
    flag,
    help,
    allowed,
    ...rest,
    default: undefined,
    defaultText,
    inScenario: true,
    perUser: true,
    parse: parse as OptionParser<ParsedBrowserOptions[Name]>,
  };
}
