// JSON.parse source text access and JSON.rawJSON (ECMAScript 2026), which the compiler's library does not declare yet.
interface JSON {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
}
