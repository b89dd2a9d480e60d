import { z } from 'zod';
import { type Setting, setting, type SettingsOf } from '../settings.ts';

const word = z
  .string()
  .min(1)
  .max(60)
  .regex(/^\P{Cc}*$/u, 'must be one line');
const sentence = z
  .string()
  .max(300)
  .regex(/^\P{Cc}*$/u, 'must be one line');
const page = z.url({ protocol: /^https?$/ }).max(500);
/** Of an image or of a folder of images: here, or at another web server. */
const place = z
  .string()
  .max(500)
  .refine(
    (text) => text === '' || /^\/[^\s/\\][^\s\\"'<>]*$/.test(text) || page.safeParse(text).success,
    'is not an address: write `/static/…` or `https://…`',
  );
/** Text and links; whatever else HTML has would be shown as it is written. */
const footer = z
  .string()
  .max(2000)
  .refine(
    (text) => !/[<>]/.test(text.replaceAll(/<a href="https?:\/\/[^"<>\s]+">[^<>]*<\/a>|<br ?\/?>/g, '')),
    'may have text, `<br>` and links as `<a href="https://example.org/">words</a>` only',
  );

function image(of: string, file: string): Setting<string> {
  return setting(
    place,
    '',
    `Image ${of}. By default \`${file}\` of \`BRANDING_IMAGE_MEDIA_URL\`, where there is one.`,
  );
}

const address = z.email().max(254);
/** `support@example.org`, or with a name: `Cloud <cloud@example.org>`. One line: it becomes a header. */
export const mailboxText = z
  .string()
  .max(320)
  .regex(/^\P{Cc}*$/u, 'must be one line')
  .refine(
    (text) => address.safeParse(/<([^<>]*)>$/.exec(text)?.[1] ?? text).success,
    'is not an e-mail address: write `cloud@example.org` or `Name <cloud@example.org>`',
  );

/** How a cloud is called and looks, for every page and mail. Identity and the gateway both read them. */
export const brandingSettings = {
  BRANDING_SERVICE_NAME: setting(word, 'Synnefo', 'Name of the cloud, on every page and in every mail.'),
  BRANDING_SERVICE_URL: setting(page, 'http://www.synnefo.org/', 'Page about the cloud.'),
  BRANDING_COMPANY_NAME: setting(word, 'GRNET', 'Who runs the cloud.'),
  BRANDING_COMPANY_URL: setting(page, 'https://www.grnet.gr/en/', 'Page of who runs the cloud.'),
  CONTACT_EMAIL: setting(
    mailboxText,
    'support@synnefo.org',
    'Where people are told to ask for help, on pages and in mails.',
  ),
  BRANDING_SHOW_COPYRIGHT: setting(z.boolean(), false, 'Whether pages and mails end with the copyright.'),
  BRANDING_COPYRIGHT_MESSAGE: setting(
    sentence,
    '',
    'The copyright. By default "Copyright (c) 2011-<this year> <company>".',
  ),
  BRANDING_FOOTER_EXTRA_MESSAGE: setting(
    footer,
    '',
    'What stands above the copyright at the end of pages: text, with links as `<a href="https://example.org/">words</a>`.',
  ),
  BRANDING_IMAGE_MEDIA_URL: setting(
    place,
    '/static/branding/images/',
    'Where the images of the cloud are: a folder below `STATIC_DIRECTORY`, or an address elsewhere.',
  ),
  BRANDING_FAVICON_URL: image('of the tab', 'favicon.ico'),
  BRANDING_DASHBOARD_LOGO_URL: image('of the cloud, for log-in, navigation and mails', 'dashboard_logo.png'),
  BRANDING_COMPUTE_LOGO_URL: image('beside machines, networks and images', 'compute_logo.png'),
  BRANDING_CONSOLE_LOGO_URL: image('of the window with the screen of a machine', 'console_logo.png'),
  BRANDING_STORAGE_LOGO_URL: image('beside files', 'storage_logo.png'),
};

export type BrandingSettings = SettingsOf<typeof brandingSettings>;

/** The copyright line, whether it is shown or not. */
export function copyrightOf(settings: BrandingSettings, year: number): string {
  const { BRANDING_COPYRIGHT_MESSAGE: message, BRANDING_COMPANY_NAME: company } = settings;
  return message === '' ? `Copyright (c) 2011-${year} ${company}` : message;
}
