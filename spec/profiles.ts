/** Which description is wanted. */
export type SpecOptions = {
  /** `documented` (the default): the published page. `live`: what the real service sends. */
  readonly profile?: string;
  /** Paths of further overlays, applied after those of the profile. */
  readonly overlays?: readonly string[];
  /** Path of another OpenAPI file; its requirements, states and overlays are read from the same folder. */
  readonly file?: string;
};

/** Overlays of each profile, beside the OpenAPI file. */
export const OVERLAYS: Readonly<Record<string, readonly string[]>> = { documented: [], live: ['live.overlay.yaml'] };

/** Names of the profiles. */
export const profiles: readonly string[] = Object.keys(OVERLAYS);
