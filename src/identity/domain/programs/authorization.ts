import { fail } from '../../errors.ts';
import type { Oauth2Client } from '../../store/programs.ts';
import { record } from '../audit/record.ts';
import type { Acting, Identity } from '../identity.ts';
import { hashSecret } from '../tokens/secrets.ts';
import { clientObject } from './oauth2-clients.ts';
import { isAtOrBelow } from './redirect-target.ts';

/** Seconds that a code can be exchanged (I19). */
const CODE_SECONDS = 60;
const MAX_STATE = 2048;

/** What a client asks a person for, as it came. */
export interface AuthorizationRequest {
  response_type?: string | undefined;
  client_id?: string | undefined;
  redirect_uri?: string | undefined;
  scope?: string | undefined;
  state?: string | undefined;
  code_challenge?: string | undefined;
  code_challenge_method?: string | undefined;
}

/** The same, understood: everything that the person is asked, and the client is answered, goes by this. */
export interface Authorization {
  client: Oauth2Client;
  redirectUri: string;
  scope: string;
  state: string | undefined;
  challenge: string | null;
}

/** Reads what a client asks for (spec/identity 1.12). Whatever is wrong is told to the person, never by way of the address asked for. */
export async function readAuthorization(
  identity: Identity,
  asked: AuthorizationRequest,
): Promise<Authorization> {
  const refuse = (reason: string): never => fail('oauth2_refused', { reason });
  if (asked.response_type !== 'code') refuse('The response_type has to be code.');
  const client =
    (asked.client_id === undefined ? undefined : await identity.store.programs.client(asked.client_id)) ??
    refuse('There is no such client.');
  const redirectUri = asked.redirect_uri ?? client.redirectUrls[0] ?? '';
  if (redirectUri.length > identity.settings.OAUTH2_MAXIMUM_ALLOWED_REDIRECT_URI_LENGTH)
    refuse('The redirect_uri is too long.');
  if (!client.redirectUrls.some((url) => isAtOrBelow(url, redirectUri)))
    refuse('The redirect_uri is none of the client.');
  const { state } = asked;
  if (state !== undefined && state.length > MAX_STATE) refuse('The state is too long.');
  const [scope = ''] = (asked.scope ?? redirectUri).trim().split(/\s+/, 1);
  if (scope === '' || scope.length > identity.settings.OAUTH2_MAXIMUM_ALLOWED_REDIRECT_URI_LENGTH)
    refuse('The scope is empty or too long.');
  return { client, redirectUri, scope, state, challenge: challengeOf(client, asked) };
}

/** Who has no secret must show that it is the one who asked. */
function challengeOf(client: Oauth2Client, asked: AuthorizationRequest): string | null {
  const { code_challenge: challenge, code_challenge_method: method = 'plain' } = asked;
  if (challenge === undefined)
    return client.type === 'public'
      ? fail('oauth2_refused', { reason: 'A public client has to send a code_challenge.' })
      : null;
  if (method !== 'S256' || !/^[\w-]{43}$/.test(challenge))
    fail('oauth2_refused', { reason: 'The code_challenge has to be of the method S256.' });
  return challenge;
}

/**
 * The person agrees, or need not be asked: answers the address that leads back to the client with a code. Agreements are
 * audited; parts of the cloud, which get a code for each file that is shown, are not.
 */
export async function authorize(
  identity: Acting,
  user: { id: bigint; uuid: string },
  { client, redirectUri, scope, state, challenge }: Authorization,
): Promise<string> {
  const code = randomText(identity, identity.settings.OAUTH2_AUTHORIZATION_CODE_LENGTH);
  const now = identity.clock.now();
  await identity.store.transaction(async (tx) => {
    await tx.programs.insertCode({
      codeHash: hashSecret(code),
      clientId: client.id,
      userId: user.id,
      redirectUri,
      scope,
      challenge,
      createdAt: now,
      expiresAt: new Date(now.getTime() + CODE_SECONDS * 1000),
      usedAt: null,
    });
    if (client.isTrusted) return;
    const object = clientObject(client.identifier);
    await record(identity, tx, {
      action: 'client.authorize',
      object,
      about: [user.uuid],
      details: { scope },
    });
  });
  const answer = new URLSearchParams({ code, ...(state === undefined ? {} : { state }) });
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${answer.toString()}`;
}

/** Random text of so many characters, of 64. */
export function randomText({ ids }: Identity, length: number): string {
  return ids.secret(Math.ceil((length * 3) / 4)).slice(0, length);
}
