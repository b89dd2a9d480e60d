/** The languages of the console, each by its own name. */
export const LANGUAGES = { en: 'English', el: 'Ελληνικά' };
export type Language = keyof typeof LANGUAGES;

const KEPT_SECONDS = 366 * 86_400;

/**
 * Loads the page again in this language, which the gateway then gives this browser whatever else it asks for. (Texts are in
 * the scripts: a page never has two languages, and waits for none.)
 */
export function chooseLanguage(language: Language): void {
  const secure = location.protocol === 'https:' ? '; secure' : '';
  document.cookie = `synnefo-language=${language}; path=/ui; max-age=${KEPT_SECONDS}; samesite=lax${secure}`;
  location.reload();
}
