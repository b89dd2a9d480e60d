import { CredentialsBody, ENDED_CREDENTIALS_PATH, EndedCredentialsReply } from '#contract/identity';
import { endedCredentials } from '../../domain/tokens/authentication.ts';
import { component } from '../access.ts';
import { route } from '../route.ts';

/** For parts of the cloud that keep something open for a user, such as a screen. The entrance of the cloud does not route here. */
export const listEndedCredentials = route({
  method: 'POST',
  path: ENDED_CREDENTIALS_PATH,
  access: component,
  summary: 'Which tokens and sessions, named by their hash, are good for nothing any more',
  body: CredentialsBody,
  reply: { 200: EndedCredentialsReply },
  async handle({ service, body }) {
    const hashes = body.credentials.map((text) => Buffer.from(text, 'base64url'));
    const ended = await endedCredentials(service, hashes);
    return { body: { ended: ended.map((hash) => hash.toString('base64url')) } };
  },
});
