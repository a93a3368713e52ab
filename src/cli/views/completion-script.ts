/** The shells for which there is a script. */
export const SHELLS = ["bash", "zsh", "fish"] as const;
/** A shell with a script. */
export type Shell = (typeof SHELLS)[number];

/** A command, as completion needs it. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly CompletedFlag[];
  /** The values that its argument takes; empty where it takes files or none. */
  readonly words: readonly string[];
}

/** A flag and what it takes. */
export interface CompletedFlag {
  /** Such as `-u` and `--users`. */
  readonly names: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  /** The values that it takes, where they are known. */
  readonly choices: readonly string[];
}

/** The script that completes these commands. Where nothing else is known, files are completed. */
export function completionScript(shell: Shell, commands: readonly CompletedCommand[]): string {
  return { bash, zsh, fish }[shell](commands);
}

function bash(commands: readonly CompletedCommand[]): string {
  const cases = commands.map(({ name, flags, words }) => {
    const names = flags.flatMap((flag) => flag.names);
    return `    ${name}) flags="${names.join(" ")}" words="${words.join(" ")}" ;;`;
  });
  const values = commands.flatMap(({ name, flags }) =>
    flags.flatMap((flag) => flag.names.map((spelled) => ({ ...flag, place: `"${name} ${spelled}"` }))),
  );
  const choices = values
    .filter((flag) => flag.choices.length > 0)
    .map(({ place, choices }) => `    ${place}) words="${choices.join(" ")}" ;;`);
  const files = values.filter((flag) => flag.takesValue && flag.choices.length === 0).map(({ place }) => place);
  return `# Completion of live-load for bash.
_live_load() {
  local current=\${COMP_WORDS[COMP_CWORD]} command="" flags="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] || { command=$word; break; }
  done
  case $command in
    "") words="${commands.map(({ name }) => name).join(" ")}" flags="--help --version" ;;
${cases.join("\n")}
  esac
  [[ $current == -* ]] && words=$flags
  case "$command \${COMP_WORDS[COMP_CWORD-1]}" in
${choices.join("\n")}
    ${files.join("|")}) words="" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _live_load live-load
`;
}

function zsh(commands: readonly CompletedCommand[]): string {
  const list = commands.map(({ name, summary }) => `    ${quoted(`${name}:${escaped(summary, ":")}`)}`);
  const cases = commands.map(({ name, flags, words }) => {
    const values = words.length > 0 ? `'1:value:(${words.join(" ")})'` : `'*:file:_files'`;
    return `    ${name})\n      _arguments ${[...flags.map(zshFlag), values].join(" \\\n        ")}\n      ;;`;
  });
  return `#compdef live-load
# Completion of live-load for zsh.
_live_load() {
  local -a commands=(
${list.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  words=("\${(@)words[2,-1]}")
  (( CURRENT-- ))
  case $command in
${cases.join("\n")}
  esac
}
if [[ $funcstack[1] == _live-load ]]; then _live_load "$@"; else compdef _live_load live-load; fi
`;
}

function zshFlag({ names, description, takesValue, choices }: CompletedFlag): string {
  const value = !takesValue ? "" : choices.length > 0 ? `:value:(${choices.join(" ")})` : ":value:_files";
  const text = quoted(`[${escaped(description, "[]:")}]${value}`);
  const [only = ""] = names;
  return names.length === 1 ? `'*'${only}${text}` : `'*'{${names.join(",")}}${text}`;
}

function fish(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap(({ name, summary, flags, words }) => [
    `complete -c live-load -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
    ...(words.length === 0 ? [] : [`complete -c live-load -n ${after(name)} -f -a ${quoted(words.join(" "))}`]),
    ...flags.map((flag) => `complete -c live-load -n ${after(name)} ${fishFlag(flag)}`),
  ]);
  return `# Completion of live-load for fish.\n${lines.join("\n")}\n`;
}

function after(command: string): string {
  return quoted(`__fish_seen_subcommand_from ${command}`);
}

function fishFlag({ names, description, takesValue, choices }: CompletedFlag): string {
  const spelled = names.map((name) => (name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const value = !takesValue ? [] : choices.length > 0 ? ["-x", "-a", quoted(choices.join(" "))] : ["-r"];
  return [...spelled, ...value, "-d", quoted(description)].join(" ");
}

/** In single quotes, which these shells take alike when there are none within. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "’")}'`;
}

function escaped(text: string, characters: string): string {
  return text.replace(/[\\[\]:]/g, (one) => (one === "\\" || characters.includes(one) ? `\\${one}` : one));
}
