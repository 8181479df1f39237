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

const blaming = (problem: Problem, { overlay, index }: Action): Problem => {
  const pointer = childOf('', 'actions', index, 'target');
  const removes = valueAt(overlay.value, childOf('', 'actions', index, 'remove')) === true;
  if (!removes && problem.place.file === overlay.file) return problem;
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
  for (const action of [...actionsOf(overlays)].reverse()) {
    if (open.length === 0) break;
    const { document } = await applyOverlays(base, before(action, overlays));
    const earlier = await check(document);
    // Of a form that hides the rest of the document nothing follows.
    if (deep && !earlier.deep) continue;
    const known = new Set(earlier.problems.map(keyOf));
    told.push(...open.filter((problem) => !known.has(keyOf(problem))).map((problem) => blaming(problem, action)));
    open = open.filter((problem) => known.has(keyOf(problem)));
  }
  return [...told, ...open];
};
