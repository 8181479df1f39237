import { profiles } from '../spec/profiles.ts';

/** What a server of each profile sends. */
const MEANINGS: Readonly<Record<string, string>> = {
  documented: 'what the published page says',
  live: 'what the real service sends',
};

export const meaningOf = (profile: string): string => MEANINGS[profile] ?? `what profile ${profile} says`;

/** The profiles as help tells them. */
export const profileHelp = profiles.map((profile) => `${profile} (${meaningOf(profile)})`).join(' or ');
