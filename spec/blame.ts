import { childOf } from '../documents/pointer.ts';
import type { Problem } from '../documents/problems.ts';
import { formatPlace } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';
import { isArray, valueAt } from '../runner/json.ts';
import { applyOverlays } from './overlay.ts';

/** What is wrong with a description; `deep` if its form left nothing unlooked at. */
export type Checked = { readonly problems: readonly Problem[]; readonly deep: boolean };

type Action = { readonly overlay: YamlDocument; readonly index: number };

const countOf = (overlay: YamlDocument): number => {
  const actions = valueAt(overlay.value, '/actions');
  return isArray(actions) ? actions.length : 0;
};

const actionsOf = (overlays: readonly YamlDocument[]): readonly Action[] =>
  overlays.flatMap((overlay) => Array.from({ length: countOf(overlay) }, (_, index) => ({ overlay, index })));

/** Overlays without the action and those that follow it. */
const before = ({ overlay, index }: Action, overlays: readonly YamlDocument[]): readonly YamlDocument[] => {
  const actions = valueAt(overlay.value, '/actions');
  const value = { actions: isArray(actions) ? actions.slice(0, index) : [] };
  return [...overlays.slice(0, overlays.indexOf(overlay)), { ...overlay, value }];
};

/** What makes two problems the same, wherever a removal moved an item to. */
const keyOf = ({ place, message }: Problem): string => `${formatPlace(place)} ${message.replace(/\[\d+\]/g, '[]')}`;

const isRemoval = ({ overlay, index }: Action): boolean =>
  valueAt(overlay.value, childOf('', 'actions', index, 'remove')) === true;

/** Blames the first of some actions, unless a later one of them wrote what the problem is told of. */
const blaming = (problem: Problem, [action, ...later]: readonly [Action, ...Action[]]): Problem => {
  const { overlay, index } = action;
  const pointer = childOf('', 'actions', index, 'target');
  const removes = isRemoval(action);
  const writing = [action, ...later].filter((one) => !isRemoval(one));
  if (writing.some((one) => one.overlay.file === problem.place.file)) return problem;
  const target = String(valueAt(overlay.value, pointer));
  return {
    place: overlay.placeOf(pointer),
    pointer,
    message: `the overlay ${removes ? 'removes' : 'changes'} \`${target}\`: ${problem.message} (${formatPlace(problem.place)})`,
    remedy: removes ? 'Select less, or let another action put something in its place.' : problem.remedy,
  };
};

/**
 * Problems of an overlaid description, told where the action stands that brought them about: the last one without which
 * a problem is not there. What is wrong without any overlay is told as it is.
 */
export const blameActions = async (
  { problems, deep }: Checked,
  base: YamlDocument,
  overlays: readonly YamlDocument[],
  check: (description: YamlDocument) => Promise<Checked>,
): Promise<readonly Problem[]> => {
  const told: Problem[] = [];
  let open = problems;
  let unclear: readonly Action[] = [];
  for (const action of [...actionsOf(overlays)].reverse()) {
    if (open.length === 0) break;
    const { document } = await applyOverlays(base, before(action, overlays));
    const earlier = await check(document);
    // Of a form that hides the rest of the document nothing follows.
    if (deep && !earlier.deep) {
      unclear = [action, ...unclear];
      continue;
    }
    const known = new Set(earlier.problems.map(keyOf));
    const guilty = [action, ...unclear] as const;
    told.push(...open.filter((problem) => !known.has(keyOf(problem))).map((problem) => blaming(problem, guilty)));
    open = open.filter((problem) => known.has(keyOf(problem)));
    unclear = [];
  }
  return [...told, ...open];
};
