import { suggest } from '../documents/nearest.ts';
import type { Problem } from '../documents/problems.ts';
import { InputError } from '../documents/problems.ts';
import { readYaml } from '../documents/read.ts';
import type { Catalogue, Trial, TrialResult } from '../proof/types.ts';
import type { Matrix } from '../reporters/matrix-types.ts';
import type { Target } from '../runner/types/target.ts';
import { profiles, type SpecOptions, STANDARD } from '../spec/profiles.ts';
import { loadTarget } from '../target/load.ts';
import { gathering, optionProblem, UNDETERMINED } from './exit.ts';
import { gatherContract, given, profileProblems } from './inputs.ts';
import { changeProfile, otherProfile } from './other-profile.ts';
import { stopSignal } from './signals.ts';

/** Options of `prove`. */
export type ProveFlags = {
  readonly profile?: string;
  readonly seed: string;
  readonly threads: number;
  readonly full: boolean;
  readonly catalogue?: string;
  readonly target?: string;
  readonly spec?: string;
  readonly suiteFile?: readonly string[];
  readonly table?: string;
  readonly json?: string;
  readonly html?: string;
  readonly markdown?: string;
};

type Variables = Readonly<Record<string, string | undefined>>;

/** How a proof is carried out: what is tried, in which profiles, and how one goes about it. */
export type Proof = {
  readonly catalogue: Catalogue;
  readonly profiles: readonly string[];
  readonly lanes: readonly ((trial: Trial) => Promise<TrialResult>)[];
  readonly close: () => Promise<void>;
  /** What else must hold, as sentences about what does not. */
  readonly faults: (matrix: Matrix) => readonly string[];
};

const chosenProfiles = (flags: ProveFlags): readonly string[] => {
  const unknown = profileProblems(flags);
  if (unknown.length > 0) throw new InputError(unknown);
  return flags.profile === undefined ? profiles : [flags.profile];
};

const embeddedProof = async (flags: ProveFlags): Promise<Proof> => {
  const [{ EMBEDDED, untriedProblems }, { startThreads }, { smokeSet }, { smokeProblems }] = await Promise.all([
    import('../proof/embedded.ts'),
    import('../proof/parallel.ts'),
    import('../suites/smoke.ts'),
    import('../proof/smoke.ts'),
  ]);
  const chosen = chosenProfiles(flags);
  return {
    catalogue: EMBEDDED,
    profiles: chosen,
    ...startThreads(flags.threads),
    // Only all profiles together show all that the smoke set is for.
    faults: (matrix) => [...untriedProblems(matrix), ...(chosen === profiles ? smokeProblems(matrix, smokeSet) : [])],
  };
};

const OPEN_PORTS = ['1', '2'] as const;

/** Every fault is tried on a port of its own. */
const fixedUrl = async (file: string): Promise<Problem> => {
  const { document, problems } = await readYaml(file, file);
  if (document === undefined) throw new InputError(problems);
  const pointer = '/url';
  return {
    place: document.placeOf(pointer),
    pointer,
    message: '`url` has no ${PORT}',
    remedy: 'Each fault gets a server of its own: http://127.0.0.1:${PORT}.',
  };
};

/** The target of a port; its address has to follow from the port. */
const ownTargets = ({ profile }: ProveFlags, file: string) => {
  const targetFor = (env: Variables): Promise<Target> =>
    loadTarget({ file, env, profiles, ...given('profile', profile) });
  const check = async (): Promise<Target> => {
    const [target, other] = await Promise.all(OPEN_PORTS.map((PORT) => targetFor({ ...process.env, PORT })));
    if (target === undefined || target.url === other?.url) throw new InputError([await fixedUrl(file)]);
    return target;
  };
  return { targetFor, check };
};

/** What to do about a requirement that the profile has not: another one may have it. */
const requirementRemedy =
  (profile: string, own: SpecOptions) =>
  async (id: string, known: readonly string[]): Promise<string> => {
    const { loadSpec } = await import('../spec/load.ts');
    const other = await otherProfile(profile, async (one) =>
      (await loadSpec({ ...own, profile: one })).requirements.some((requirement) => requirement.id === id),
    );
    return other === undefined ? suggest(id, known) : changeProfile(other, 'it');
  };

const ownProof = async (flags: ProveFlags, catalogueFile: string, targetFile: string): Promise<Proof> => {
  const [{ loadCatalogue }, { tryOwn }, { loadSpec }] = await Promise.all([
    import('../proof/catalogue.ts'),
    import('../proof/own.ts'),
    import('../spec/load.ts'),
  ]);
  const gather = gathering();
  const { targetFor, check } = ownTargets(flags, targetFile);
  const target = await gather.attempt(check);
  const profile = target?.profile ?? flags.profile ?? STANDARD;
  const own = given('file', flags.spec);
  const spec = await gather.attempt(() => loadSpec({ ...own, profile }));
  const remedyOf = requirementRemedy(profile, own);
  const catalogue =
    spec === undefined ? undefined : await gather.attempt(() => loadCatalogue(catalogueFile, spec, remedyOf));
  const suites = { profile, ...given('spec', flags.spec), ...given('suiteFile', flags.suiteFile) };
  const contract = spec === undefined ? undefined : await gatherContract(suites, gather);
  const { description, scenarios } = gather.settle(contract);
  const { command } = gather.settle(catalogue);
  stopSignal('Stopping: the servers are ended.').addEventListener('abort', () => process.exit(UNDETERMINED));
  const lane = tryOwn({ command, env: process.env, spec: description.spec, scenarios, targetFor });
  return {
    // Nobody has a fault for each of the scenarios that come with this program.
    catalogue: { ...gather.settle(catalogue), partial: flags.suiteFile === undefined },
    profiles: [profile],
    lanes: Array.from({ length: flags.threads }, () => lane),
    close: async () => {},
    faults: () => [],
  };
};

/** The proof that the options ask for. Throws an `InputError` with all problems. */
export const chosenProof = async (flags: ProveFlags): Promise<Proof> => {
  const { catalogue, target, spec } = flags;
  const gather = gathering();
  if (catalogue !== undefined && target !== undefined) return ownProof(flags, catalogue, target);
  if (catalogue !== undefined)
    gather.add([optionProblem('--catalogue', 'no target is named', 'Add --target FILE, with ${PORT} in its url.')]);
  if (target !== undefined)
    gather.add([optionProblem('--target', 'no catalogue is named', 'Add --catalogue FILE, or leave --target away.')]);
  else if (flags.suiteFile !== undefined && catalogue === undefined)
    gather.add([optionProblem('--suite-file', 'no catalogue is named', 'Add --catalogue FILE and --target FILE.')]);
  if (spec !== undefined && catalogue === undefined)
    gather.add([optionProblem('--spec', 'no catalogue is named', 'Add --catalogue FILE and --target FILE.')]);
  gather.settle(flags);
  return embeddedProof(flags);
};
