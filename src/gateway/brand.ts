import { closeSync, openSync, readSync } from 'node:fs';
import { extname } from 'node:path';
import type { BrandedPart, Branding, BrandImage, FooterPiece } from '#contract/branding';
import type { Clock } from '#platform/clock';
import { escapeHtml } from '#platform/escape-html';
import { type BrandingSettings, brandingSettings, copyrightOf } from '#platform/service/branding-settings';
import { STATIC_PREFIX, type StaticFiles } from './static-files.ts';

/** How the cloud is called and looks. */
export interface Brand {
  /** The page of the console with it. */
  brandPage(page: string): string;
  /** Where its images are, beside this host. */
  readonly imageOrigins: readonly string[];
}

/** An image that the operator puts into the folder is seen so soon after. */
const KEEP_MS = 5_000;
/** Of the page as it is built. */
const BRANDING_MARK = '__BRANDING__';
const TITLE = '<title>Synnefo</title>';
const ICON = /<link rel="icon"[^>]*>/;
/** A name fits beside a logo that is not wider. */
const MOST_RATIO = 3;

const IMAGES = {
  dashboard: ['BRANDING_DASHBOARD_LOGO_URL', 'dashboard_logo.png'],
  compute: ['BRANDING_COMPUTE_LOGO_URL', 'compute_logo.png'],
  console: ['BRANDING_CONSOLE_LOGO_URL', 'console_logo.png'],
  storage: ['BRANDING_STORAGE_LOGO_URL', 'storage_logo.png'],
} as const satisfies Record<BrandedPart, readonly [keyof BrandingSettings, string]>;

/** Reads the settings, and looks again and again for images in the folder of static files. */
export function openBrand(settings: BrandingSettings, files: StaticFiles, clock: Clock): Brand {
  let known: { until: number; put: (page: string) => string } | undefined;
  return {
    imageOrigins: originsOf(settings),
    brandPage(page) {
      const now = clock.monotonic();
      if (known === undefined || known.until <= now)
        known = { until: now + KEEP_MS, put: pageMaker(settings, files, clock.now().getUTCFullYear()) };
      return known.put(page);
    },
  };
}

function pageMaker(settings: BrandingSettings, files: StaticFiles, year: number): (page: string) => string {
  const branding = escapeHtml(JSON.stringify(brandingOf(settings, files, year)));
  const title = `<title>${escapeHtml(settings.BRANDING_SERVICE_NAME)}</title>`;
  const icon = imageOf(settings, files, ['BRANDING_FAVICON_URL', 'favicon.ico']);
  const link = icon && `<link rel="icon" href="${escapeHtml(icon.src)}">`;
  return (page) => {
    // Functions: in a text to put in, `$&` would mean something.
    const named = page.replace(BRANDING_MARK, () => branding).replace(TITLE, () => title);
    return link === undefined ? named : named.replace(ICON, () => link);
  };
}

function brandingOf(settings: BrandingSettings, files: StaticFiles, year: number): Branding {
  const images: Branding['images'] = {};
  for (const part of Object.keys(IMAGES) as BrandedPart[]) {
    const image = imageOf(settings, files, IMAGES[part]);
    if (image !== undefined) images[part] = image;
  }
  return {
    service: { name: settings.BRANDING_SERVICE_NAME, url: settings.BRANDING_SERVICE_URL },
    company: { name: settings.BRANDING_COMPANY_NAME, url: settings.BRANDING_COMPANY_URL },
    support: supportOf(settings),
    copyright: settings.BRANDING_SHOW_COPYRIGHT ? copyrightOf(settings, year) : null,
    footer: footerPieces(settings.BRANDING_FOOTER_EXTRA_MESSAGE),
    images,
  };
}

/** An image that is named, or is where images are; what should be in our folder and is not there is none. */
function imageOf(
  settings: BrandingSettings,
  files: StaticFiles,
  [setting, name]: readonly [keyof BrandingSettings, string],
): BrandImage | undefined {
  const base = settings.BRANDING_IMAGE_MEDIA_URL;
  const named = String(settings[setting]);
  if (named === '' && base === '') return undefined;
  const src = named === '' ? `${base.replace(/\/$/, '')}/${name}` : named;
  const src2x = twiceOf(src);
  if (!src.startsWith(STATIC_PREFIX)) return { src, src2x };
  const file = files.locate(src);
  if (file === undefined) return undefined;
  return {
    src,
    ...(files.locate(src2x) === undefined ? {} : { src2x }),
    ...(ratioOf(file) > MOST_RATIO ? { wide: true } : {}),
  };
}

/** `logo.png` is `logo@2x.png` in twice the size. */
function twiceOf(src: string): string {
  const end = extname(src);
  return `${src.slice(0, src.length - end.length)}@2x${end}`;
}

/** How much wider than high a PNG is; 1 of anything else. */
function ratioOf(file: string): number {
  const head = Buffer.alloc(24);
  const fd = openSync(file, 'r');
  try {
    readSync(fd, head, 0, head.length, 0);
  } finally {
    closeSync(fd);
  }
  const isPng = head.toString('latin1', 1, 4) === 'PNG' && head.readUInt32BE(20) > 0;
  return isPng ? head.readUInt32BE(16) / head.readUInt32BE(20) : 1;
}

/** Not that of the program's makers, which is the default: they can help nobody of this cloud. */
function supportOf({ CONTACT_EMAIL: support }: BrandingSettings): string | null {
  const { fallback } = brandingSettings.CONTACT_EMAIL;
  return support === fallback ? null : (/<([^<>]*)>$/.exec(support)?.[1] ?? support);
}

/** The footer's text as pieces that a page shows without taking them for HTML. */
function footerPieces(html: string): FooterPiece[] {
  return html
    .split(/(<a href="[^"]*">[^<]*<\/a>)/)
    .filter((piece) => piece !== '')
    .map((piece) => {
      const [, href, text = ''] = /^<a href="([^"]*)">([^<]*)<\/a>$/.exec(piece) ?? [];
      return href === undefined ? { text: piece.replaceAll(/<br ?\/?>/g, '\n') } : { text, href };
    });
}

function originsOf(settings: BrandingSettings): string[] {
  const places = [
    settings.BRANDING_IMAGE_MEDIA_URL,
    settings.BRANDING_FAVICON_URL,
    ...Object.values(IMAGES).map(([name]) => settings[name]),
  ];
  return [...new Set(places.filter((place) => URL.canParse(place)).map((place) => new URL(place).origin))];
}
