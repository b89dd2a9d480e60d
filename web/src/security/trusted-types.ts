/** The part of the Trusted Types interface that is used here; not every browser has it. */
interface PolicyFactory {
  createPolicy(
    name: string,
    rules: Record<'createHTML' | 'createScriptURL' | 'createScript', (text: string) => string>,
  ): unknown;
}

/**
 * With `require-trusted-types-for 'script'` every text that could become code goes through here: style sheets of the
 * component library carry no markup and pass, scripts pass when they are this application's own files, all else is refused.
 */
export function trustOwnScripts(): void {
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  factory?.createPolicy('default', {
    createHTML(text) {
      if (text.includes('<')) throw new TypeError('Markup is not allowed here.');
      return text;
    },
    createScriptURL(text) {
      const url = new URL(text, location.href);
      if (url.origin !== location.origin || !url.pathname.startsWith('/ui/assets/')) {
        throw new TypeError('Only the files of the console may run.');
      }
      return text;
    },
    createScript() {
      throw new TypeError('Text is never run.');
    },
  });
}
