/** Header of a refusal for want of quota, of whichever service: each limit in the way, since the document has room for one. */
export const SHORTAGES_HEADER = 'x-quota-shortages';

/** Which limit was in the way, and by how much. */
export interface Shortage {
  resource: string;
  /** Uuid. */
  project: string;
  /** Whose limit it is: the one for all members together, or the person's part. */
  of: 'project' | 'member';
  limit: bigint;
  used: bigint;
  /** Held by changes that have not ended. */
  reserved: bigint;
  asked: bigint;
}

/** More are not told: a header has its size. */
const MOST = 16;

const ENTRY = /^([\w.%~!*'()-]+) ([\w-]+) (project|member) (\d+) (\d+) (\d+) (\d+)$/;

export function writeShortages(shortages: readonly Shortage[]): string {
  return shortages
    .slice(0, MOST)
    .map(({ resource, project, of, limit, used, reserved, asked }) =>
      [encodeURIComponent(resource), project, of, limit, used, reserved, asked].join(' '),
    )
    .join(', ');
}

/** What is not understood is left out. */
export function readShortages(text: string): Shortage[] {
  return text.split(', ').flatMap((entry): Shortage[] => {
    const [, resource = '', project = '', of = '', limit = '', used = '', reserved = '', asked = ''] =
      ENTRY.exec(entry) ?? [];
    if (resource === '') return [];
    return [
      {
        resource: decoded(resource),
        project,
        of: of === 'project' ? 'project' : 'member',
        limit: BigInt(limit),
        used: BigInt(used),
        reserved: BigInt(reserved),
        asked: BigInt(asked),
      },
    ];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** How much more would have been enough. */
export function missing({ limit, used, reserved, asked }: Shortage): bigint {
  return used + reserved + asked - limit;
}
