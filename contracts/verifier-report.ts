import type { Json } from '../runner/types.ts';

/** One way in which an answer differs from what a pact promises, as Pact's Verifier reports it. */
export type Mismatch = {
  readonly type: string;
  /** Sentence of the Verifier; status mismatches have one too. */
  readonly mismatch: string;
  readonly expected?: Json;
  readonly actual?: Json;
  /** Path in the body, in Pact's notation: `$.error.code`. */
  readonly path?: string;
  /** Name of a header or a query parameter. */
  readonly key?: string;
};

/** Why an interaction was not kept. */
type Failed = {
  readonly interaction: string;
  readonly mismatch:
    | { readonly type: 'mismatches'; readonly interactionId: string; readonly mismatches: readonly Mismatch[] }
    | { readonly type: 'error'; readonly interactionId: string; readonly message: string };
};

/** The JSON report of Pact's Verifier (`--json`), as far as it is read here. */
export type VerifierReport = {
  readonly errors: readonly Failed[];
  /** Of interactions or pacts that are pending: they are expected to fail for a time. */
  readonly pendingErrors: readonly Failed[];
  readonly interactionResults: readonly {
    readonly description: string;
    readonly interactionId?: string;
    readonly result: string;
  }[];
  /** The text for people, line by line. */
  readonly output: readonly string[];
};

/** What became of one interaction. */
export type Verified = {
  readonly consumer: string;
  readonly provider: string;
  readonly description: string;
  readonly failure?: Failed['mismatch'];
  readonly pending: boolean;
};

/** How the answer to an interaction differs from what was promised. */
export const mismatchesOf = ({ failure }: Verified): readonly Mismatch[] =>
  failure?.type === 'mismatches' ? failure.mismatches : [];

/** How the name of an interaction begins, and the line before those of a pact. */
const ABOUT = 'Verifying a pact between ';

/** The consumer that a line of the text says is verified with this provider; both names may hold an "and". */
const consumerIn = (line: string, provider: string): string | undefined => {
  const text = line.replace(/^\n/, '');
  const end = ` and ${provider}`;
  return text.startsWith(ABOUT) && text.endsWith(end) ? text.slice(ABOUT.length, -end.length) : undefined;
};

const EMPTY = 'WARNING: Pact file has no interactions';

/** Pacts that promise nothing: the report says so only in its text. */
const emptyPacts = ({ output }: VerifierReport, provider: string): readonly string[] =>
  output.flatMap((line, index) => {
    const consumer = line === EMPTY ? consumerIn(output[index - 1] ?? '', provider) : undefined;
    return consumer === undefined ? [] : [`the pact between ${consumer} and ${provider} holds no interactions`];
  });

/** Trouble that belongs to no interaction: a pact that could not be loaded or is empty, a Broker that has none. */
export const generalTroubles = (report: VerifierReport, provider: string): readonly string[] => [
  ...[...report.errors, ...report.pendingErrors].flatMap(({ interaction, mismatch }) =>
    mismatch.type === 'error' && !interaction.startsWith(ABOUT) ? [mismatch.message] : [],
  ),
  ...emptyPacts(report, provider),
];

type Parties = { readonly consumer: string; readonly provider: string };

const UNNAMED: Parties = { consumer: 'unknown', provider: 'unknown' };

/** Who each interaction is between: the report says so only in its text. */
const partiesOf = ({ output, interactionResults }: VerifierReport, provider: string): readonly Parties[] => {
  const found: Parties[] = [];
  let current = UNNAMED;
  for (const line of output) {
    const consumer = consumerIn(line, provider);
    if (consumer !== undefined) current = { consumer, provider };
    const next = interactionResults[found.length];
    if (next !== undefined && line.startsWith(`  ${next.description} (`)) found.push(current);
  }
  return found;
};

/** What became of each interaction with a provider, in the order in which they were verified. */
export const verifiedIn = (report: VerifierReport, provider: string): readonly Verified[] => {
  const parties = partiesOf(report, provider);
  const open = [
    ...report.errors.map((failed) => ({ ...failed, pending: false })),
    ...report.pendingErrors.map((failed) => ({ ...failed, pending: true })),
  ];
  return report.interactionResults.map(({ description, interactionId = '', result }, index) => {
    const between = parties[index] ?? UNNAMED;
    const named = { ...between, description };
    if (result === 'OK') return { ...named, pending: false };
    const at = open.findIndex(
      ({ interaction, mismatch }) =>
        mismatch.interactionId === interactionId &&
        interaction.startsWith(`${ABOUT}${between.consumer} and ${between.provider} `) &&
        interaction.endsWith(`- ${description}`),
    );
    const [failed] = at < 0 ? [] : open.splice(at, 1);
    const unexplained = { type: 'error', interactionId, message: 'the Verifier gave no reason' } as const;
    return { ...named, failure: failed?.mismatch ?? unexplained, pending: failed?.pending ?? false };
  });
};
