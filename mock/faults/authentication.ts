import { after, answerInstead, faultsOf, forgive, inStage, isRefusal, remembering } from '../changes/change.ts';
import { bearerOf, holderOf } from '../stages/access.ts';
import type { Token } from '../things.ts';
import type { Call, Change, Provider } from '../types.ts';

const headerOf = (call: Call): string => String(call.request.headers.authorization ?? '');

const enter = (call: Call, provider: Provider, token: Token | undefined = provider.world.tokens.valid): void => {
  if (token !== undefined) call.token = token;
};

const enterAsValid = (call: Call, provider: Provider): void => enter(call, provider);

/** The sound token that is the last word of a text. */
const lastWord = (text: string, provider: Provider): Token | undefined => {
  const holder = holderOf(text.split(' ').at(-1) ?? '', provider);
  return holder?.flaw === undefined ? holder : undefined;
};

const sender = (call: Call, provider: Provider): Token | undefined => holderOf(bearerOf(call) ?? '', provider);

/** Was a token sent that does not exist? */
export const isUnknown = (call: Call, provider: Provider): boolean =>
  bearerOf(call) !== undefined && sender(call, provider) === undefined;

/** Serves an operation to whoever sends no token. */
const openTo = (operation: string): Change =>
  inStage('token', (next) => (call, provider) => {
    if (call.operation.id !== operation || headerOf(call) !== '') return next(call, provider);
    enter(call, provider);
    return undefined;
  });

/** Takes the last word of the header for the token if the header looks like that. */
const takeLastWord = (header: RegExp): Change =>
  forgive(
    'token',
    (call, provider) => enter(call, provider, lastWord(headerOf(call), provider)),
    (call, provider) => header.test(headerOf(call)) && lastWord(headerOf(call), provider) !== undefined,
  );

export const AUTHENTICATION = faultsOf('authentication', [
  {
    id: 'no-token-needed',
    text: 'A request without a token is served.',
    requirement: 'AUTH-1',
    apply: openTo('createIpAddress'),
  },
  {
    id: 'no-token-needed-later',
    text: 'Once a token was taken, requests without a token are served too.',
    requirement: 'AUTH-1',
    apply: remembering(() => {
      let taken = false;
      return after('token', (outcome, call, provider) => {
        taken ||= outcome === undefined;
        if (!taken || headerOf(call) !== '') return outcome;
        enter(call, provider);
        return undefined;
      });
    }),
  },
  {
    id: 'no-token-needed-to-list',
    text: 'Addresses are listed for somebody without a token.',
    requirement: 'AUTH-1',
    apply: openTo('listIpAddresses'),
  },
  {
    id: 'no-token-needed-to-show',
    text: 'An address is shown to somebody without a token.',
    requirement: 'AUTH-1',
    apply: openTo('getIpAddress'),
  },
  {
    id: 'no-token-needed-to-release',
    text: 'An address is released by somebody without a token.',
    requirement: 'AUTH-1',
    apply: openTo('releaseIpAddress'),
  },
  {
    id: 'missing-token-called-invalid',
    text: 'A request without a token is answered as if its token were invalid.',
    requirement: 'AUTH-1',
    apply: answerInstead('missing_api_token', 'invalid_api_token'),
  },
  {
    id: 'any-scheme-taken',
    text: 'A token is taken under any scheme.',
    requirement: 'AUTH-2',
    apply: takeLastWord(/^(?!bearer )\S+ +\S+$/i),
  },
  {
    id: 'bare-token-taken',
    text: 'A token is taken without a scheme before it.',
    requirement: 'AUTH-2',
    apply: takeLastWord(/^\S+$/),
  },
  {
    id: 'scheme-by-its-end',
    text: 'A token is taken under any scheme that ends in Bearer.',
    requirement: 'AUTH-2',
    apply: takeLastWord(/^(?!Bearer )\S*Bearer \S+$/),
  },
  {
    id: 'bearer-anywhere',
    text: 'A token is taken that follows Bearer anywhere in the header.',
    requirement: 'AUTH-2',
    apply: takeLastWord(/^\S+ Bearer \S+$/),
  },
  {
    id: 'word-for-no-token-taken',
    text: 'A word that stands for no value is taken for a token.',
    requirement: 'AUTH-3',
    apply: forgive('token', enterAsValid, (call) => /^(null|undefined)$/.test(bearerOf(call) ?? '')),
  },
  {
    id: 'bearer-without-token-taken',
    text: 'The word Bearer with nothing behind it lets in.',
    requirement: 'AUTH-1',
    apply: forgive('token', enterAsValid, (call) => headerOf(call) === 'Bearer'),
  },
  {
    id: 'last-token-taken',
    text: 'Of several tokens in one header the last is taken.',
    requirement: 'AUTH-3',
    apply: takeLastWord(/^Bearer \S+ \S+$/),
  },
  {
    id: 'token-found-by-its-end',
    text: 'A token is taken that only ends as a valid one does.',
    requirement: 'AUTH-3',
    apply: forgive(
      'token',
      enterAsValid,
      (call, { world }) =>
        world.tokens.valid !== undefined && bearerOf(call)?.endsWith(world.tokens.valid.secret) === true,
    ),
  },
  {
    id: 'token-compared-by-beginning',
    text: 'A text that begins with a valid token is taken for it.',
    requirement: 'AUTH-3',
    apply: forgive('token', enterAsValid, (call, { world }) =>
      [world.tokens.valid, world.tokens.second].some((one) => one && bearerOf(call)?.startsWith(one.secret)),
    ),
  },
  {
    id: 'token-compared-as-far-as-it-goes',
    text: 'The beginning of a valid token is taken for it.',
    requirement: 'AUTH-3',
    apply: forgive('token', enterAsValid, (call, { world }) => {
      const sent = bearerOf(call) ?? '';
      return sent.length > 8 && world.tokens.valid?.secret.startsWith(sent) === true;
    }),
  },
  {
    id: 'token-compared-without-case',
    text: 'A token is taken in letters of the other case.',
    requirement: 'AUTH-3',
    apply: forgive(
      'token',
      enterAsValid,
      (call, { world }) => bearerOf(call)?.toLowerCase() === world.tokens.valid?.secret.toLowerCase(),
    ),
  },
  {
    id: 'unknown-token-taken',
    text: 'A token that does not exist is taken.',
    requirement: 'AUTH-3',
    apply: forgive('token', enterAsValid, isUnknown),
  },
  {
    id: 'unknown-token-called-missing',
    text: 'A token that does not exist is answered as if none had been sent.',
    requirement: 'AUTH-3',
    apply: after('token', (outcome, call, provider) =>
      isRefusal(outcome) && isUnknown(call, provider)
        ? provider.answers.refuse(call.operation, 'missing_api_token')
        : outcome,
    ),
  },
  {
    id: 'any-token-behind-odd-bearer',
    text: 'Behind a Bearer that is not spelled as usual any token is taken.',
    requirement: 'AUTH-3',
    apply: forgive('token', enterAsValid, (call) => bearerOf(call) !== undefined && !/^Bearer \S/.test(headerOf(call))),
  },
  {
    id: 'expired-token-taken',
    text: 'An expired token is taken.',
    requirement: 'AUTH-3',
    apply: forgive('token', enterAsValid, (call, provider) => sender(call, provider) !== undefined),
  },
]);
