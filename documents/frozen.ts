import type { Json, Place } from '../runner/types/values.ts';
import { childOf } from './pointer.ts';
import type { YamlDocument } from './read.ts';

/** A document as JSON, with the places of all its parts: six numbers a value, in the order in which `visit` meets them. */
export type Frozen = {
  readonly file: string;
  /** The files that parts were written in; places refer to them by index. */
  readonly files: readonly string[];
  readonly value: Json;
  readonly places: readonly number[];
};

const WIDTH = 6;

const visit = (value: Json, pointer: string, see: (pointer: string) => void): void => {
  see(pointer);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) visit(member, childOf(pointer, key), see);
};

/** A document in a form that JSON can carry. */
export const freeze = ({ file, value, placeOf, keyPlaceOf }: YamlDocument): Frozen => {
  const files: string[] = [];
  const places: number[] = [];
  const write = (place: Place): void => {
    if (!files.includes(place.file)) files.push(place.file);
    places.push(files.indexOf(place.file), place.line, place.column);
  };
  visit(value, '', (pointer) => {
    write(placeOf(pointer));
    write(keyPlaceOf(pointer));
  });
  return { file, files, value, places };
};

/** The document that `freeze` was given. */
export const thaw = ({ file, files, value, places }: Frozen): YamlDocument => {
  let order: ReadonlyMap<string, number> | undefined;
  const number = (): ReadonlyMap<string, number> => {
    const numbered = new Map<string, number>();
    visit(value, '', (pointer) => numbered.set(pointer, numbered.size));
    return numbered;
  };
  const indexOf = (pointer: string): number => {
    order ??= number();
    const known = order.get(pointer);
    return known ?? (pointer === '' ? 0 : indexOf(pointer.slice(0, pointer.lastIndexOf('/'))));
  };
  const at = (start: number): Place => ({
    file: files[places[start] ?? 0] ?? file,
    line: places[start + 1] ?? 1,
    column: places[start + 2] ?? 1,
  });
  return {
    file,
    value,
    placeOf: (pointer) => at(indexOf(pointer) * WIDTH),
    keyPlaceOf: (pointer) => at(indexOf(pointer) * WIDTH + WIDTH / 2),
  };
};
