import { StartError } from '#platform/service/start-error';
import type { IdentitySettings } from '../settings.ts';

/** There the connection is encrypted from the start. */
export const IMPLICIT_TLS_PORT = 465;

/** Refuses settings with which the password would travel readable. */
export function checkSmtpSettings(settings: IdentitySettings): void {
  const { EMAIL_HOST: host, EMAIL_PORT: port, EMAIL_HOST_USER: user, EMAIL_USE_TLS } = settings;
  const isEncrypted = EMAIL_USE_TLS || port === IMPLICIT_TLS_PORT;
  if (host === '' || user === '' || isEncrypted || isLocal(host)) return;
  throw new StartError(
    `EMAIL_HOST_PASSWORD would travel readable to ${host}: set EMAIL_USE_TLS, or EMAIL_PORT to ${IMPLICIT_TLS_PORT}.`,
  );
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
