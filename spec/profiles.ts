/** Which description is wanted. */
export type SpecOptions = {
  /** `documented` (the default): the published page. `live`: what the real service sends. */
  readonly profile?: string;
  /** Paths of further overlays, applied after those of the profile. */
  readonly overlays?: readonly string[];
  /** Path of another OpenAPI file; its requirements, states and overlays are read from the same folder. */
  readonly file?: string;
};

type Profile = {
  /** Overlays beside the OpenAPI file. */
  readonly overlays: readonly string[];
  /** What a server of this profile sends. */
  readonly means: string;
};

/** The profiles by name. */
export const PROFILES: Readonly<Record<string, Profile>> = {
  documented: { overlays: [], means: 'what the published page says' },
  live: { overlays: ['live.overlay.yaml'], means: 'what the real service sends' },
};

/** Names of the profiles. */
export const profiles: readonly string[] = Object.keys(PROFILES);

/** The profile that is meant where none is named. */
export const STANDARD = 'documented';
