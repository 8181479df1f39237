import { existsSync } from 'node:fs';
import type { Problem } from '../documents/problems.ts';
import { InputError } from '../documents/problems.ts';
import { proxyOf } from '../runner/proxies.ts';
import type { Target } from '../runner/types/target.ts';
import { profiles } from '../spec/profiles.ts';
import { gathering, optionProblem } from './exit.ts';
import type { SpecFlags } from './inputs.ts';
import { given } from './inputs.ts';

/** Variables that name a proxy for one of these URLs, and cannot. */
export const proxyProblems = (...urls: readonly string[]): readonly Problem[] => {
  const wrong = urls.flatMap((url) => {
    const { variable, address } = proxyOf(new URL(url)) ?? {};
    const usable = address === undefined || (/^https?:\/\//i.test(address) && URL.canParse(address));
    return usable || variable === undefined ? [] : [variable];
  });
  return [...new Set(wrong)].map((variable) =>
    optionProblem(
      variable,
      'the environment variable is no http or https URL',
      'Write it as http://proxy.example.net:3128, or unset it.',
    ),
  );
};

/** `localhost:8080/core`: a file could be called so, but hardly is. */
const looksLikeHost = (value: string): boolean => /^([\w.-]+|\[[\w:.]+\]):\d+(\/|$)/.test(value);

/** `http:/host`, `https:host`, `http//host`: a scheme, a colon and two slashes of which some are missing. */
const MISTYPED = /^(https?)(?::\/?|\/\/)(?=[^/])/i;

/** What is neither a URL nor a file, and what it was probably meant to be; what stands before an @ may be a password. */
const noTarget = (value: string): Problem => {
  const shown = value.replace(/^.*@/s, '');
  const where = shown === value ? '' : ', after what stands before the @,';
  const meant = shown.replace(MISTYPED, (_, scheme: string) => `${scheme.toLowerCase()}://`);
  return optionProblem(
    '--target',
    `\`${shown}\`${where} is no URL, and no file`,
    meant === shown ? `Write http://${shown} or https://${shown}.` : `Did you mean ${meant}?`,
  );
};

const isNoTarget = (value: string): boolean =>
  (looksLikeHost(value) || MISTYPED.test(value) || value.includes('@')) && !existsSync(value);

/** The server that `--target` names: a URL, which environment variables describe further, or a file that describes it. */
export const readTarget = async (value: string, { profile }: SpecFlags): Promise<Target> => {
  const { loadTarget } = await import('../target/load.ts');
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(value);
  if (value.trim() === '') throw new InputError([optionProblem('--target', 'it is blank', 'Name a URL or a file.')]);
  if (!isUrl && isNoTarget(value)) throw new InputError([noTarget(value)]);
  const where = isUrl ? { url: value } : { file: value };
  const gather = gathering();
  const target = await gather.attempt(() =>
    loadTarget({ ...where, profiles, env: process.env, ...given('profile', profile) }),
  );
  if (target !== undefined)
    gather.add(proxyProblems(target.url, ...(target.states === undefined ? [] : [target.states.url])));
  return gather.settle(target);
};
