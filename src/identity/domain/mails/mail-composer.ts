import { copyrightOf } from '#platform/service/branding-settings';
import type { Logger } from '#platform/telemetry/log';
import type { IdentitySettings } from '../../settings.ts';
import { mailTemplates } from './mail-templates.ts';
import type { MailVariables, TemplateName } from './mail-variables.ts';
import { oneLine, templateWords } from './template-words.ts';
import type { TemplateEngine } from './template-engine.ts';

/** One mail: who gets it, by whose template, about what. Without `to` it goes to those whom a setting of the template names. */
export type OutgoingMail = {
  [Name in TemplateName]: {
    template: Name;
    to?: string | readonly string[];
    variables: MailVariables[Name];
  };
}[TemplateName];

export interface ComposedMail {
  subject: string;
  body: string;
}

/** What is longer is cut. */
const MAX_BODY = 100_000;
const MAX_SUBJECT = 200;

type Texts = Readonly<Record<string, string>>;

/** Writes mails, with the words of the cloud and the operator's own texts. */
export class MailComposer {
  readonly #parts;
  #engines: Promise<TemplateEngine[]> | undefined;

  /** `overrides` stand in the place of the program's own texts. */
  constructor(parts: {
    readOwn: () => Texts;
    overrides: Texts;
    words: () => object;
    subjectPrefix: string;
    log: Logger;
  }) {
    this.#parts = parts;
  }

  /**
   * The mail as it is sent. A text of the operator's that fails is logged and ours taken: a mail is never lost by it, and never
   * keeps from happening what it tells of.
   */
  async compose({ template, variables }: OutgoingMail): Promise<ComposedMail | undefined> {
    const words = { ...this.#parts.words(), ...templateWords(variables) };
    for (const engine of await this.#load()) {
      try {
        return this.#composed(engine, template, words);
      } catch (err) {
        this.#parts.log.error({ err, template }, 'the text of a mail could not be made');
      }
    }
    return undefined;
  }

  #composed(engine: TemplateEngine, template: TemplateName, words: object): ComposedMail {
    const { subject, recipients } = mailTemplates[template];
    const prefix = recipients === undefined ? '' : this.#parts.subjectPrefix;
    return {
      subject: oneLine(prefix + engine.renderLine(subject, words)).slice(0, MAX_SUBJECT),
      body: tidy(engine.render(template, words)).slice(0, MAX_BODY),
    };
  }

  /** The engine is loaded for the first mail: most commands write none. */
  #load(): Promise<TemplateEngine[]> {
    this.#engines ??= import('./template-engine.ts').then(({ templateEngine }) => {
      const { overrides } = this.#parts;
      const own = this.#parts.readOwn();
      const ours = templateEngine(own);
      return Object.keys(overrides).length === 0 ? [ours] : [templateEngine({ ...own, ...overrides }), ours];
    });
    return this.#engines;
  }
}

/** Tags of a template leave empty lines. */
function tidy(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd());
  return `${lines
    .filter((line, at) => line !== '' || lines[at - 1] !== '')
    .join('\n')
    .trim()}\n`;
}

/** What every template can name of the cloud; the older names are those of the first templates. */
export function cloudWords(
  settings: IdentitySettings,
  baseUrl: string,
  year: number,
): Record<string, unknown> {
  const branding = Object.fromEntries(
    Object.entries(settings).filter(([name]) => name.startsWith('BRANDING_')),
  );
  return templateWords({
    ...branding,
    BRANDING_COPYRIGHT_MESSAGE: copyrightOf(settings, year),
    SUPPORT: settings.CONTACT_EMAIL,
    support: settings.CONTACT_EMAIL,
    site_name: settings.BRANDING_SERVICE_NAME,
    baseurl: baseUrl,
  });
}
