import type { Problem } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';

/** Makes a problem of one document. */
export type Report = (pointer: string, message: string, remedy: string) => Problem;

/** Makes problems of one document; the place is that of the value at the pointer. */
export const reporter =
  (document: YamlDocument): Report =>
  (pointer, message, remedy) => ({ place: document.placeOf(pointer), pointer, message, remedy });
