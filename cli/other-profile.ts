import { InputError } from '../documents/problems.ts';
import { profiles } from '../spec/profiles.ts';

/** The first of the other profiles of which something holds; overlays and suites of one's own need not fit it, and then nothing does. */
export const otherProfile = async (
  profile: string,
  holds: (other: string) => boolean | Promise<boolean>,
): Promise<string | undefined> => {
  for (const other of profiles.filter((one) => one !== profile))
    try {
      if (await holds(other)) return other;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  return undefined;
};

/** What to do where another profile has what was asked for. */
export const changeProfile = (profile: string, what: 'it' | 'some'): string =>
  `Profile ${profile} has ${what}: add \`--profile ${profile}\`.`;
