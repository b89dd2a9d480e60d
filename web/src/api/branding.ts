import type { Branding } from '#contract/branding';

const PLAIN: Branding = {
  service: { name: 'Synnefo', url: 'http://www.synnefo.org/' },
  company: { name: '', url: '' },
  support: null,
  copyright: null,
  footer: [],
  images: {},
};

/** How this cloud is called and looks. The page brings it along, so that nothing is drawn without it. */
export const BRANDING = read(document.querySelector<HTMLMetaElement>('meta[name="branding"]')?.content ?? '');

/** A development server writes nothing into the page. */
function read(text: string): Branding {
  return text.startsWith('{') ? (JSON.parse(text) as Branding) : PLAIN;
}
