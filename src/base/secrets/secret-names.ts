/** Words that make a name secret, wherever they occur in it: `sessionToken`, `X-Auth-Token`, `db_password`. */
const SECRET_WORDS = new Set(
  (
    "password passwords passwd passphrase passcode pwd pass secret secrets token tokens jwt bearer auth authorization " +
    "credential credentials cookie cookies session sessions sid sig signature otp totp apikey apikeys"
  ).split(" "),
);

/** Pairs of words that make a name secret: `accessKey`, `private_key`. */
const SECRET_PAIRS =
  /(?:^| )(?:api|access|private|secret|signing|signature|encryption|master|account|subscription|shared|service|deploy|license) keys?(?: |$)/;

/** Several words written as one: `accesskey`, `PHPSESSID`, `csrftoken`. */
const RUN_TOGETHER =
  /^(?:(?:db|user|admin|login)?(?:password|passwd|pwd)|(?:api|access|private|secret|signing|auth|account)keys?|\w*token|\w*sess(?:ion)?id|clientsecret|appsecret)$/;

/** Last words of names for a property of a secret instead of the secret: `token_type`, `sessionTimeout`, `cookieName`. */
const ABOUT =
  / (?:count|domain|duration|enabled|endpoint|expires|expiry|file|folder|length|limit|method|mode|name|names|path|policy|provider|scheme|selector|size|storage|timeout|ttl|type|uri|url)$/;

/** Words after which any value is a secret. The other words also occur in prose, as in `token: unexpected end`. */
const STRONG =
  /\b(?:password|passwd|passphrase|passcode|pwd|authorization|cookie|apikey|api key|access key|secret|private key)\b/;

/** Splits a name into lower-case words, separated by spaces: camelCase, kebab-case, snake_case, dots, brackets. */
function wordsOf(name: string): string {
  return decoded(name)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .replace(/[^A-Za-z0-9]+/g, " ")
    .trim()
    .toLowerCase();
}

/** Names in a query may be percent-encoded. */
function decoded(name: string): string {
  if (!name.includes("%")) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

const known = new Map<string, boolean>();
const MAX_KNOWN = 5000;
/** Only the end of a longer run of characters is examined, because the end decides what the name means. */
const LONGEST_NAME = 200;

/**
 * Whether a name is that of a secret, because one of its words is: `client_secret`, `sessionId`, `X-Api-Key`. Words that only
 * contain such a word do not count: `author`, `keyboard`, `design`, `significant`.
 */
export function isSecretName(given: string): boolean {
  const name = given.slice(-LONGEST_NAME);
  const before = known.get(name);
  if (before !== undefined) return before;
  const words = wordsOf(name);
  const isSecret =
    !ABOUT.test(words) &&
    (SECRET_PAIRS.test(words) || words.split(" ").some((word) => SECRET_WORDS.has(word) || RUN_TOGETHER.test(word)));
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(name, isSecret);
  return isSecret;
}

/** Whether any value of this name is a secret, even an ordinary word: `password: swordfish`. */
export function isStrongSecretName(name: string): boolean {
  return isSecretName(name) && (STRONG.test(wordsOf(name.slice(-LONGEST_NAME))) || /^x-/i.test(name));
}
