import { IDENTITY_PREFIX, VersionReply, VersionsReply } from '#contract/identity';
import { anyone } from '#platform/http/route';
import { route } from './route.ts';

const DOCUMENTATION = 'https://docs.openstack.org/api-ref/identity/v2-ext/';

function version(baseUrl: string) {
  return {
    id: 'v2.0',
    status: 'CURRENT',
    updated: '2014-04-17T00:00:00Z',
    links: [{ rel: 'self', href: `${baseUrl}${IDENTITY_PREFIX}/v2.0/` }],
  };
}

const listVersions = route({
  method: 'GET',
  path: IDENTITY_PREFIX,
  access: anyone,
  summary: 'Versions of the identity API',
  reply: { 200: VersionsReply },
  handle: ({ service }) => ({ body: { versions: { values: [version(service.baseUrl)] } } }),
});

const showVersion = route({
  method: 'GET',
  path: `${IDENTITY_PREFIX}/v2.0`,
  access: anyone,
  summary: 'The one version of the identity API',
  reply: { 200: VersionReply },
  handle({ service }) {
    const { links, ...rest } = version(service.baseUrl);
    const described = { rel: 'describedby', type: 'text/html', href: DOCUMENTATION };
    const media = { base: 'application/json', type: 'application/vnd.openstack.identity-v2.0+json' };
    return { body: { version: { ...rest, media_types: [media], links: [...links, described] } } };
  },
});

export const versionRoutes = [listVersions, showVersion];
