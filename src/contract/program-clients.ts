import { AccountClient } from './account-client.ts';
import { callerOver } from './caller.ts';
import { ComponentClient } from './component-client.ts';
import { ACCOUNT_PREFIX, IDENTITY_PREFIX, IDENTITY_UI_PREFIX } from './identity.ts';
import { IdentityClient } from './identity-client.ts';
import { OBJECT_INTERNAL_PREFIX } from './object-internal.ts';
import { MailClient } from './mail-client.ts';
import { ObjectInternalClient } from './object-internal-client.ts';
import { parseReply } from './parse-reply.ts';
import { ProjectClient } from './project-client.ts';
import { VncDoorClient } from './vnc-door-client.ts';
import { ScreenClient } from './screen-client.ts';
import type { Transport } from './transport.ts';

/* Clients as services and their tests have them: over the way to the other service, at its usual addresses, answers parsed. */

const tokenHeader = (token: string) => ({ headers: { 'x-auth-token': token } });

export function identityOver(transport: Transport): IdentityClient {
  return new IdentityClient(callerOver(transport, { below: `${IDENTITY_PREFIX}/v2.0` }), parseReply);
}

export function accountOver(transport: Transport, token: string): AccountClient {
  return new AccountClient(
    callerOver(transport, { below: ACCOUNT_PREFIX, ...tokenHeader(token) }),
    parseReply,
  );
}

export function projectsOver(transport: Transport, token: string): ProjectClient {
  return new ProjectClient(
    callerOver(transport, { below: ACCOUNT_PREFIX, ...tokenHeader(token) }),
    parseReply,
  );
}

export function componentOver(transport: Transport, token: string): ComponentClient {
  return new ComponentClient(callerOver(transport, tokenHeader(token)), parseReply);
}

export function objectInternalOver(transport: Transport, token: string): ObjectInternalClient {
  const caller = callerOver(transport, { below: OBJECT_INTERNAL_PREFIX, ...tokenHeader(token) });
  return new ObjectInternalClient(caller, parseReply);
}

export function mailsOver(transport: Transport, token: string): MailClient {
  return new MailClient(
    callerOver(transport, { below: IDENTITY_UI_PREFIX, ...tokenHeader(token) }),
    parseReply,
  );
}

export function vncDoorOver(transport: Transport, token: string): VncDoorClient {
  return new VncDoorClient(callerOver(transport, tokenHeader(token)), parseReply);
}

export function screensOver(transport: Transport, token: string): ScreenClient {
  return new ScreenClient(callerOver(transport, tokenHeader(token)), parseReply);
}
