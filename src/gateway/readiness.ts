import type { ServerResponse } from 'node:http';
import type { ReadinessReply } from '#contract/readiness';
import type { DiskSpace } from '#platform/disk-space';
import type { RoleContext } from '#platform/service/role';
import type { Entrance } from './entrance.ts';

/** What the gateway asks to know whether every role can do its work. */
export interface ReadinessParts {
  entrances: ReadonlyMap<string, Entrance>;
  localTroubles: RoleContext['localTroubles'];
  disk: DiskSpace;
}

/**
 * Answers how the cloud is, in words that tell a stranger nothing: names of roles, what kind of thing keeps which of them
 * from its work, and whether the disk is full or nearly so.
 */
export async function sendReadiness(response: ServerResponse, parts: ReadinessParts): Promise<void> {
  const [here, elsewhere] = await Promise.all([parts.localTroubles(), troublesElsewhere(parts.entrances)]);
  const troubles = [...here, ...elsewhere].flatMap(([role, trouble]): [string, string][] =>
    trouble === undefined ? [] : [[role, trouble]],
  );
  const disk = parts.disk.state();
  const ready = troubles.length === 0;
  const reply: ReadinessReply = {
    ready,
    roles: [...parts.entrances.keys()].sort(),
    ...(ready ? {} : { troubles: Object.fromEntries(troubles) }),
    ...(disk === 'ok' ? {} : { disk }),
  };
  sendJson(response, ready ? 200 : 503, reply);
}

function troublesElsewhere(
  entrances: ReadonlyMap<string, Entrance>,
): Promise<[string, string | undefined][]> {
  return Promise.all([...entrances].map(async ([role, entrance]) => [role, await entrance.trouble()]));
}

/** Sends a small document that nobody may keep. */
export function sendJson(response: ServerResponse, status: number, document: unknown): void {
  const body = JSON.stringify(document);
  response.writeHead(status, {
    'content-type': 'application/json; charset=UTF-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
