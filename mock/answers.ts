import { escaped, isObject, nested, valueAt } from '../runner/json.ts';
import type { Answer, Operation, Spec } from '../runner/types/spec.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';
import type { Description } from '../spec/load.ts';
import type { Rate, Refusal, Reply } from './replies.ts';
import { type Routes, routesOf } from './routes.ts';

/** Which of the answers that the spec has for a situation is given. */
export type Prefer = (answers: readonly Answer[], situation: string) => Answer | undefined;

/** Everything about answers that follows from the spec: statuses, codes, shapes, texts, headers. */
export type Answers = {
  readonly description: Description;
  /** The operation whose situations the spec's cases describe. */
  readonly subject: Operation;
  readonly route: Routes;
  /** A success of an operation as the spec exemplifies it. */
  readonly template: (operation: Operation) => JsonObject;
  /** A refusal with this code; members of `detail` replace those of the spec's example. */
  readonly refuse: (operation: Operation, code: string, detail?: JsonObject) => Refusal;
  /**
   * What is answered in a named situation, of what the spec has for it; `undefined` if that is a success. `known` has
   * what can be told of the fault: each code takes from it the members that its `detail` has.
   */
  readonly refuseCase: (operation: Operation, name: string, known: JsonObject) => Refusal | undefined;
  readonly error: (operation: Operation, refusal: Refusal, rate: Rate | undefined) => Reply;
  readonly success: (operation: Operation, body: JsonObject, rate: Rate | undefined) => Reply;
};

/** Codes that no operation documents: RFC 9110 section 15.5.5, and what the framework answers to its own failure. */
const UNDOCUMENTED: Readonly<Record<string, number>> = { route_not_found: 404, unhandled_exception: 500 };

/** The code of requests for which there is no operation, where the spec names none. */
const UNROUTED = 'route_not_found';

type Header = { readonly name: string; readonly value: string | undefined; readonly except: readonly string[] };

/** One answer of an operation, worked out once. `at` is the JSON Pointer in the body to the object that holds the code. */
type Shape = {
  readonly status: number;
  readonly body: JsonObject;
  readonly at: string;
  readonly headers: readonly Header[];
};

const within = (body: Json, pointer: string): JsonObject => {
  const found = valueAt(body, pointer);
  return isObject(found) ? found : {};
};

const objectAt = (description: Description, pointer: string): JsonObject => {
  const found = description.resolve(pointer);
  return isObject(found) ? found : {};
};

const headersOf = (description: Description, operation: Operation, status: number): readonly Header[] => {
  const pointer = `/paths/${escaped(operation.path)}/${operation.method.toLowerCase()}/responses/${status}`;
  const response = objectAt(description, pointer);
  const declared = Object.entries(isObject(response.headers) ? response.headers : {}).map(([name, value]): Header => {
    const written = isObject(value) ? value : {};
    const header = typeof written.$ref === 'string' ? objectAt(description, written.$ref) : written;
    const { schema, 'x-except-codes': except } = header;
    const fixed = isObject(schema) && typeof schema.const === 'string' ? schema.const : undefined;
    return { name, value: fixed, except: Array.isArray(except) ? except.map(String) : [] };
  });
  const [type] = Object.keys(isObject(response.content) ? response.content : {});
  return [{ name: 'Content-Type', value: type ?? 'application/json', except: [] }, ...declared];
};

const successShape = (description: Description, operation: Operation): Shape => {
  const body = description.exampleOf(operation.id, operation.success, null);
  const headers = headersOf(description, operation, operation.success);
  return { status: operation.success, body: isObject(body) ? body : {}, at: '', headers };
};

/** The shape of an error that no operation documents: its status stands in a case, or nowhere in the spec. */
const strayShape = (description: Description, operation: Operation, code: string): Shape => {
  const cases = Object.values(description.spec.cases);
  const named = cases.find(({ answers }) => answers.some((answer) => answer.code === code));
  const status = named?.answers.find((answer) => answer.code === code)?.status ?? UNDOCUMENTED[code];
  const { errorAt: at } = operation;
  const [like] = operation.errors;
  return {
    status: Number(status),
    body: nested(at, { code, description: named?.text ?? '', detail: {} }),
    at,
    headers: like === undefined ? [] : headersOf(description, operation, like.status),
  };
};

const errorShape = (description: Description, operation: Operation, code: string): Shape => {
  const { spec } = description;
  const owner = [operation, spec.operations[spec.subject]].find((one) =>
    one?.errors.some((known) => known.code === code),
  );
  const known = owner?.errors.find((error) => error.code === code);
  if (owner === undefined || known === undefined) return strayShape(description, operation, code);
  const body = description.exampleOf(owner.id, known.status, code);
  return {
    status: known.status,
    body: isObject(body) ? body : {},
    at: owner.errorAt,
    headers: headersOf(description, owner, known.status),
  };
};

const rateHeader = (name: string, rate: Rate | undefined): string | undefined => {
  if (rate === undefined) return undefined;
  const values: Readonly<Record<string, number>> = {
    'x-ratelimit-permitted': rate.permitted,
    'x-ratelimit-remaining': rate.remaining,
  };
  return values[name.toLowerCase()]?.toString();
};

const reply = (shape: Shape, body: JsonObject, code: string | null, rate: Rate | undefined): Reply => ({
  status: shape.status,
  headers: shape.headers.flatMap(({ name, value, except }) => {
    const sent = value ?? (code !== null && except.includes(code) ? undefined : rateHeader(name, rate));
    return sent === undefined ? [] : [[name, sent] as const];
  }),
  body: JSON.stringify(body),
});

const taken = (template: JsonObject, known: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(known).filter(([member]) => member in template));

type Shapes = (operation: Operation, code: string | null) => Shape;

/** Works out every shape once, when it is first needed. */
const shapesOf = (description: Description): Shapes => {
  const shapes = new Map<string, Shape>();
  return (operation, code) => {
    const key = `${operation.id} ${code}`;
    const known =
      shapes.get(key) ??
      (code === null ? successShape(description, operation) : errorShape(description, operation, code));
    shapes.set(key, known);
    return known;
  };
};

const refusals = (spec: Spec, shape: Shapes, prefer: Prefer): Pick<Answers, 'refuse' | 'refuseCase'> => {
  const detailOf = (operation: Operation, code: string): JsonObject => {
    const { body, at } = shape(operation, code);
    return within(body, `${at}/detail`);
  };
  const refuse: Answers['refuse'] = (operation, code, detail = {}) => ({
    refused: code,
    detail: { ...detailOf(operation, code), ...detail },
  });
  const refuseCase: Answers['refuseCase'] = (operation, name, known) => {
    const { answers = [], text = name } = spec.cases[name] ?? {};
    const documented = (code: string | null | undefined): boolean =>
      operation.errors.some((error) => error.code === code);
    const usual = answers.filter(({ code }) => code === null || documented(code));
    const answer = prefer(usual.length > 0 ? usual : answers, name);
    if (answer?.code === null) return undefined;
    const code = answer?.code ?? UNROUTED;
    const told = { errors: [text], details: text, ...known };
    const refusal = refuse(operation, code, { ...taken(detailOf(operation, code), told), ...answer?.detail });
    return documented(code) ? refusal : { ...refusal, text };
  };
  return { refuse, refuseCase };
};

/** Works out the answers of a described API; `prefer` chooses where several are right. */
export const createAnswers = (description: Description, prefer: Prefer): Answers => {
  const { spec } = description;
  const shape = shapesOf(description);
  const subject = spec.operations[spec.subject];
  if (subject === undefined) throw new Error(`the spec has no operation ${spec.subject}`);
  return {
    description,
    subject,
    route: routesOf(description),
    template: (operation) => shape(operation, null).body,
    ...refusals(spec, shape, prefer),
    error: (operation, { refused, detail, text }, rate) => {
      const known = shape(operation, refused);
      const words = text === undefined ? {} : { description: text };
      return reply(known, nested(known.at, { ...within(known.body, known.at), ...words, detail }), refused, rate);
    },
    success: (operation, body, rate) => reply(shape(operation, null), body, null, rate),
  };
};
