import { say } from '#text/frame';
import type { BrandedPart } from '#contract/branding';
import { BRANDING } from '../api/branding.ts';
import { CloudMark } from './cloud-mark.tsx';

/** The logo of a part of the cloud, that of the whole one, or our mark; with the name where it fits beside it. */
export function CloudLogo({ part, size = 24 }: { part: BrandedPart; size?: number }) {
  const { images, service } = BRANDING;
  const own = images[part];
  const image = own ?? images.dashboard;
  if (image === undefined)
    return (
      <>
        <CloudMark size={size} />
        <span className="label cut">{service.name}</span>
      </>
    );
  return (
    <>
      <img
        className="logo-image"
        src={image.src}
        srcSet={image.src2x && `${image.src}, ${image.src2x} 2x`}
        height={size}
        alt={
          own === undefined || part === 'dashboard'
            ? service.name
            : say.logoOf({ cloud: service.name, part: say.logoParts[part] })
        }
        // There may be none of twice the size.
        onError={({ currentTarget }) => currentTarget.removeAttribute('srcset')}
      />
      {image.wide !== true && (
        <span className="label cut" aria-hidden>
          {service.name}
        </span>
      )}
    </>
  );
}
