import { own } from './json.ts';
import type { LIKENESSES, TokenReference } from './references.ts';
import type { Credential, Target } from './types/target.ts';

/** A text made of a token that is nearly the token, and is none: a reference such as `${token.valid.shortened}`. */
type Likeness = {
  /** `undefined` if nothing can be made of this token. */
  readonly of: (secret: string) => string | undefined;
  /** What a token must be so that it can be made. */
  readonly needs: string;
};

const swapped = (letter: string): string =>
  letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();

const MADE: Readonly<Record<(typeof LIKENESSES)[number], Likeness>> = {
  shortened: {
    of: (secret) => (secret.length > 1 ? secret.slice(0, -1) : undefined),
    needs: 'that is no token any more without its last character',
  },
  // Two spellings of one hexadecimal number may well be one token.
  swapped_case: {
    of: (secret) => (/[g-z]/i.test(secret) ? secret.replace(/[a-z]/gi, swapped) : undefined),
    needs: 'with a letter beyond f, that is no token any more in letters of the other case',
  },
};

const likenessOf = (name: string, { secret }: Credential, { tokens }: Target): string | undefined => {
  const text = own<Likeness>(MADE, name)?.of(secret);
  return Object.values(tokens).some((other) => other.secret === text) ? undefined : text;
};

/** What a reference to a token stands for; `undefined` if the target's tokens do not provide it. */
export const tokenText = ({ role, likeness }: TokenReference, target: Target): string | undefined => {
  const credential = own(target.tokens, role);
  return credential === undefined || likeness === undefined
    ? credential?.secret
    : likenessOf(likeness, credential, target);
};

/** What the target must provide for a token; `likeness`: a token of which that can be made. */
export const tokenNeed = (role: string, likeness?: string): string => {
  const kind = likeness === undefined ? '' : ` ${own<Likeness>(MADE, likeness)?.needs}`;
  return `needs token '${role}'${kind} (target.yaml: tokens.${role})`;
};

/** Every text that is nearly a token of the target: as secret as the token. */
export const likenessesOf = (credential: Credential): readonly { readonly name: string; readonly text: string }[] =>
  Object.entries(MADE).flatMap(([name, { of }]) => {
    const text = of(credential.secret);
    return text === undefined ? [] : [{ name, text }];
  });
