/** How the Verifier's text announces a pact; the names of its interactions begin so too. */
export const ABOUT = 'Verifying a pact between ';

/** The consumer and the provider of a pact. */
export type Parties = { readonly consumer: string; readonly provider: string };

/** An interaction as the text tells it. */
export type Told = {
  /** Its place among the results. */
  readonly at: number;
  /** Its name in the lists of what failed. */
  readonly name: string;
  /** It is pending by itself; that its whole pact is pending the text does not say. */
  readonly pending: boolean;
};

export type ToldPact = Parties & { readonly interactions: readonly Told[] };

const COMMENTS = '\n  Comments:';

/** The text without what consumers comment, which may read like anything. */
const withoutComments = (output: readonly string[]): readonly string[] => {
  let within = false;
  return output.filter((line) => {
    const isComment = within || line === COMMENTS;
    within = isComment && line !== '';
    return !isComment;
  });
};

const announced = (line = ''): string | undefined => (line.startsWith(`\n${ABOUT}`) ? line.slice(1) : undefined);

/** Is it the same name? A Broker may find a provider in whatever case its name is asked for. */
export const isSameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Both names may hold an "and": the provider that was asked for is known. */
const partiesOf = (about: string, provider: string): Parties => {
  const names = about.slice(ABOUT.length);
  const end = ` and ${provider}`;
  const at = isSameName(names.slice(-end.length), end) ? names.length - end.length : names.lastIndexOf(' and ');
  return { consumer: names.slice(0, at), provider: names.slice(at + ' and '.length) };
};

const EMPTY = 'WARNING: Pact file has no interactions';

/** Pacts that promise nothing: the report says so only in its text. */
export const emptyPacts = (output: readonly string[]): readonly string[] =>
  withoutComments(output).flatMap((line, index, lines) => {
    const about = line === EMPTY ? announced(lines[index - 1]) : undefined;
    return about === undefined ? [] : [`the pact between ${about.slice(ABOUT.length)} holds no interactions`];
  });

/** How the line of an interaction ends, behind its description. */
const TIMES = /^ \([^()]+ loading, [^()]+ verification\)( \[PENDING\])?$/;

const GIVEN = /^ {4} (?:Given|And) /;

/** The states of an interaction, as its name has them. */
const givenAfter = (index: number, lines: readonly string[]): string => {
  const after = lines.slice(index + 1);
  const end = after.findIndex((line) => !GIVEN.test(line));
  return after
    .slice(0, end)
    .map((line) => line.slice(4))
    .join('');
};

/** The pacts that interactions were verified of. What the text tells of them stands only where the Verifier itself writes. */
export const pactsIn = (
  output: readonly string[],
  descriptions: readonly string[],
  provider: string,
): readonly ToldPact[] => {
  const lines = withoutComments(output);
  const pacts: { readonly about: string; readonly interactions: Told[] }[] = [];
  let at = 0;
  for (const [index, line] of lines.entries()) {
    const description = descriptions[at];
    if (description === undefined) break;
    const start = `  ${description}`;
    const [times, pending] = TIMES.exec(line.slice(start.length)) ?? [];
    if (times === undefined || !line.startsWith(start) || lines[index - 1] !== '') continue;
    const about = announced(lines[index - 2]);
    if (about !== undefined) pacts.push({ about, interactions: [] });
    const pact = pacts.at(-1);
    const name = `${pact?.about}${givenAfter(index, lines)} - ${description}`;
    pact?.interactions.push({ at, name, pending: pending !== undefined });
    at += 1;
  }
  return pacts.map(({ about, interactions }) => ({ ...partiesOf(about, provider), interactions }));
};
