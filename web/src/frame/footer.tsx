import { useQuery } from '@tanstack/react-query';
import { say } from '#text/frame';
import { BRANDING } from '../api/branding.ts';
import { cloudQuery } from '../api/cloud.ts';
import { EMULATED } from './emulated.ts';

/** The end of every page. */
export function Footer() {
  const { data: cloud } = useQuery(cloudQuery);
  return (
    <footer className="footer">
      <FooterText />
      {cloud?.emulated === true && <span className="push only-phone">{EMULATED}</span>}
    </footer>
  );
}

/** Whose cloud it is, and what its operator says to all. */
export function FooterText() {
  const { service, company, copyright, footer, support } = BRANDING;
  const { data: cloud } = useQuery(cloudQuery);
  return (
    <>
      <span>
        <a href={service.url}>{service.name}</a> {cloud?.version}
      </span>
      {support !== null && <a href={`mailto:${support}`}>{say.support}</a>}
      {footer.length > 0 && (
        <span className="footer-text">
          {footer.map(({ text, href }, at) =>
            href === undefined ? (
              text
            ) : (
              <a key={at} href={href}>
                {text}
              </a>
            ),
          )}
        </span>
      )}
      {copyright !== null && <a href={company.url}>{copyright}</a>}
    </>
  );
}
