import { mailTemplates } from './mail-templates.ts';
import type { TemplateName } from './mail-variables.ts';
import { sampleVariables } from './sample-variables.ts';
import { templateEngine } from './template-engine.ts';
import { templateWords } from './template-words.ts';

type Texts = Readonly<Record<string, string>>;

/**
 * What is wrong with the operator's texts, each with its name; undefined where all is well. Every mail is made once of a sample: a
 * text with a mistake, one that names what there is not, and one that lacks what its mail is for are found before anybody gets it.
 */
export function wrongTemplate(own: Texts, overrides: Texts, words: object): string | undefined {
  const engine = templateEngine({ ...own, ...overrides });
  for (const name of Object.keys(mailTemplates) as TemplateName[]) {
    const sample = templateWords(sampleVariables[name]);
    // What every mail is made of is blamed where the mail's own text is ours.
    const blamed = Object.hasOwn(overrides, name) ? name : `${Object.keys(overrides).join(', ')}: of ${name}`;
    let text: string;
    try {
      text = engine.render(name, { ...words, ...sample }, { strict: true }).toLowerCase();
    } catch (error) {
      return `${blamed}: ${(error as Error).message}`;
    }
    const missing = mailTemplates[name].shows.find((path) => !text.includes(valueAt(sample, path)));
    if (missing !== undefined) return `${blamed}: the mail must have {{ ${missing} }}`;
  }
  return undefined;
}

function valueAt(variables: object, path: string): string {
  let value: unknown = variables;
  for (const part of path.split('.')) value = (value as Record<string, unknown>)[part];
  return String(value).toLowerCase();
}
