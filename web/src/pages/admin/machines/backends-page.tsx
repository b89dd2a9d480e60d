import { useQuery } from '@tanstack/react-query';
import { IconServer2 } from '@tabler/icons-react';
import { say } from '#text/cloud-machines';
import { type AdministeredBackend, backendsQuery } from '../../../api/compute-administration.ts';
import { useNow } from '../../../live/use-now.ts';
import { Empty } from '../../../parts/empty.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { PageHead } from '../../../parts/page-head.tsx';
import { StateChip } from '../../../parts/state-chip.tsx';
import { ago, bytes } from '../../../text/format.ts';

const MIB = 1024 * 1024;

/** The clusters that machines run on. */
export function BackendsPage() {
  return (
    <>
      <PageHead title={say.backends} below={say.backendsPurpose} />
      <Loaded
        of={useQuery(backendsQuery)}
        failed={{ title: say.backendsNotLoaded }}
        empty={
          <Empty icon={IconServer2} title={say.noBackends}>
            {say.noBackendsMeans}
          </Empty>
        }
        card
      >
        {(backends) => (
          <section className="card clip" aria-label={say.backends}>
            {backends.map((backend) => (
              <Backend key={backend.id} backend={backend} />
            ))}
          </section>
        )}
      </Loaded>
    </>
  );
}

function Backend({ backend }: { backend: AdministeredBackend }) {
  const { clustername, drained, offline, servers, processors, asked } = backend;
  return (
    <div className="list-row wrap-row">
      <span className="lines">
        <span className="strong">{clustername}</span>
        <br />
        <span className="sub num">
          {[
            say.counted({ count: servers }),
            say.processors({ count: processors }),
            say.asked({ ago: ago(asked, useNow()) }),
          ].join(' · ')}
        </span>
      </span>
      <span className="row push wrap-row sub num">
        <Fill word={say.memory} {...backend.memory} />
        <Fill word={say.disk} {...backend.disk} />
        {offline ? (
          <StateChip kind="bad" word={say.offline} />
        ) : drained ? (
          <StateChip kind="warn" word={say.drained} />
        ) : (
          <StateChip kind="ok" word={say.open} />
        )}
      </span>
    </div>
  );
}

function Fill({ word, total, free }: { word: string; total: number; free: number }) {
  return (
    <span>
      {word}: {say.ofTotal({ used: bytes((total - free) * MIB), total: bytes(total * MIB) })}
    </span>
  );
}
