import { PROFILES, profiles } from '../spec/profiles.ts';

/** What a server of a profile sends. */
export const meaningOf = (profile: string): string => PROFILES[profile]?.means ?? `what profile ${profile} says`;

/** The profiles as help tells them. */
export const profileHelp = profiles.map((profile) => `${profile} (${meaningOf(profile)})`).join(' or ');
