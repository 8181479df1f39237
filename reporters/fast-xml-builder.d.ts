/** The part of fast-xml-builder that is used; the package's own types name an export that its module does not have. */
declare module 'fast-xml-builder' {
  type Options = {
    readonly ignoreAttributes: boolean;
    readonly suppressBooleanAttributes: boolean;
    readonly suppressEmptyNode: boolean;
    readonly format: boolean;
    readonly processEntities: boolean;
    readonly tagValueProcessor: (name: string, value: string) => string;
    readonly attributeValueProcessor: (name: string, value: string) => string;
  };
  const Builder: new (options: Options) => { readonly build: (content: object) => string };
  // biome-ignore lint/style/noDefaultExport: it is what the module exports
  export default Builder;
}
