/** Any value that JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [member: string]: Json };

/** A place in a file a user wrote: 1-based line and column, the file as the user named it. */
export type Place = { readonly file: string; readonly line: number; readonly column: number };
