import { useQuery } from '@tanstack/react-query';
import { IconActivity } from '@tabler/icons-react';
import { say } from '#text/one-machine';
import { diagnosticsQuery } from '../../live/machine.ts';
import { Empty } from '../../parts/empty.tsx';
import { LoadError } from '../../parts/load-error.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { DiagnosticsText } from './machine-failure.tsx';
import { useThisMachine } from './machine-context.ts';
import css from './machine.module.css';

/** What the cloud noted about the machine, newest first. */
export function MachineActivity() {
  const { machine } = useThisMachine();
  const { data, error, refetch } = useQuery(diagnosticsQuery(machine.id));
  if (data === undefined) {
    if (error === null) return <RowsSkeleton />;
    return (
      <LoadError
        title={say.activityNotLoaded}
        error={error}
        stillWorks={say.machineKeepsRunning}
        onRetry={() => void refetch()}
      />
    );
  }
  if (data.length === 0) {
    return (
      <div className="card">
        <Empty icon={IconActivity} title={say.nothingYet}>
          {say.nothingYetMeans}
        </Empty>
      </div>
    );
  }
  return (
    <section className="card pad">
      <h2 className={`h2 ${css.head}`}>{say.noted}</h2>
      <DiagnosticsText diagnostics={data} />
    </section>
  );
}
