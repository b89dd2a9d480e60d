/* How a cloud is called and looks, as its page brings it along: it is there before anything is asked for. */

export interface BrandImage {
  src: string;
  /** Of twice the size, for fine screens. */
  src2x?: string;
  /** So wide that no name fits beside it. */
  wide?: true;
}

/** Text, or a link. */
export interface FooterPiece {
  text: string;
  href?: string;
}

export type BrandedPart = 'dashboard' | 'compute' | 'console' | 'storage';

export interface Branding {
  service: { name: string; url: string };
  company: { name: string; url: string };
  /** Whom people ask for help; null where the operator did not say. */
  support: string | null;
  /** Null where none is shown. */
  copyright: string | null;
  footer: FooterPiece[];
  /** Those that there are; the console has a mark of its own. */
  images: Partial<Record<BrandedPart, BrandImage>>;
}
