/** Scripts by every name that browsers know, pages, drawings and documents that hold scripts, and what wraps them. */
const ACTIVE_TYPE =
  /^\s*(?:text\/(?:html|xml|xsl|css)|image\/svg|application\/(?:[a-z.+-]*xml|[a-z.+-]*xhtml|pdf|wasm|x-shockwave)|(?:text|application)\/(?:x-)?(?:java|ecma|j|live)script|multipart\/|message\/)/i;

/** Whether a browser would run a content of this type, or draw it as a page: stored by users, it is only ever a download. */
export function isActiveType(type: string): boolean {
  return ACTIVE_TYPE.test(type);
}
