import { likenessesOf } from './tokens.ts';
import type { Credential, Target } from './types.ts';

/** A text that nobody may see; only tokens have a role, and what is nearly a token has not. */
export type Secret = {
  readonly text: string;
  readonly role?: string;
  /** What is shown instead. */
  readonly standIn: string;
};

/** What stands for a token in everything that is shown: `$VARIABLE`, as a shell would read it. */
const standInOf = ({ role, variable }: Credential): string => {
  const name = variable === '' ? `${role.toUpperCase()}_TOKEN` : variable;
  return name.startsWith('$') ? name : `$${name}`;
};

const tokenSecrets = (token: Credential): readonly Secret[] => [
  { text: token.secret, role: token.role, standIn: standInOf(token) },
  ...likenessesOf(token).map(({ name, text }) => ({ text, standIn: `${standInOf(token)}_${name.toUpperCase()}` })),
];

/** Every secret of a target. */
export const secretsOf = ({ tokens, states }: Target): readonly Secret[] => [
  ...Object.values(tokens).flatMap(tokenSecrets),
  ...Object.entries(states?.headers ?? {}).map(([name, text]) => ({
    text,
    standIn: `$STATES_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`,
  })),
];
