import { childOf } from '../documents/pointer.ts';
import { isArray, isObject, valueAt } from '../runner/json.ts';
import type { Json } from '../runner/types/values.ts';
import type { DocumentedCode } from './codes.ts';
import { codesOf } from './codes.ts';
import { follow } from './refs.ts';

/** A header that an answer carries. */
export type DocumentedHeader = {
  /** As the document writes it. */
  readonly name: string;
  readonly required: boolean;
  /** Error codes whose answers may come without it. */
  readonly except: readonly string[];
  /** Pointer in the document to the Header Object. */
  readonly pointer: string;
};

/** What one operation documents for one status. */
export type DocumentedResponse = {
  /** As OpenAPI writes it: `200`, `4XX`, `default`. */
  readonly status: string;
  /** Pointer in the document to the Response Object. */
  readonly pointer: string;
  readonly content: readonly { readonly mediaType: string; readonly schema?: string }[];
  readonly headers: readonly DocumentedHeader[];
  readonly codes: readonly DocumentedCode[];
};

const entries = (value: Json | undefined): readonly (readonly [string, Json])[] =>
  isObject(value) ? Object.entries(value) : [];

const headersOf = (root: Json, pointer: string): readonly DocumentedHeader[] =>
  entries(valueAt(root, childOf(pointer, 'headers')))
    // OpenAPI 3.1, Response Object: a header named Content-Type is ignored.
    .filter(([name]) => name.toLowerCase() !== 'content-type')
    .map(([name]) => {
      const at = follow(root, childOf(pointer, 'headers', name));
      const except = valueAt(root, childOf(at, 'x-except-codes'));
      return {
        name,
        required: valueAt(root, childOf(at, 'required')) === true,
        except: isArray(except) ? except.map(String) : [],
        pointer: at,
      };
    });

/** Is this the status of an error: neither a success nor a redirection? */
export const isError = (status: string): boolean => /^[45]/.test(status) || status === 'default';

const responseAt = (root: Json, status: string, pointer: string): DocumentedResponse => {
  const content = entries(valueAt(root, childOf(pointer, 'content'))).map(([mediaType, media]) =>
    isObject(media) && media.schema !== undefined
      ? { mediaType, schema: childOf(pointer, 'content', mediaType, 'schema') }
      : { mediaType },
  );
  const codes = isError(status) ? content.flatMap(({ schema }) => (schema ? codesOf(root, schema) : [])) : [];
  return { status, pointer, content, headers: headersOf(root, pointer), codes };
};

/** What the operation at `pointer` documents, status by status, in document order of the statuses. */
export const responsesOf = (root: Json, pointer: string): readonly DocumentedResponse[] =>
  entries(valueAt(root, childOf(pointer, 'responses'))).map(([status]) =>
    responseAt(root, status, follow(root, childOf(pointer, 'responses', status))),
  );

/** The response that holds for a status: its own, else that of its range, else the default. */
export const responseFor = (
  responses: readonly DocumentedResponse[],
  status: number,
): DocumentedResponse | undefined => {
  const names = [String(status), `${String(status).slice(0, 1)}XX`, 'default'];
  return names.map((name) => responses.find((response) => response.status === name)).find(Boolean);
};
