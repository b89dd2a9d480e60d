import { useQuery } from '@tanstack/react-query';
import { say } from '#text/activity';
import { activityQuery, diagnosticsQuery } from '../../live/machine.ts';
import { AskedList } from './asked-list.tsx';
import { useThisMachine } from './machine-context.ts';
import { DiagnosticsText } from './machine-failure.tsx';

/** What was asked of the machine, and below it what the cloud noted about it; newest first. */
export function MachineActivity() {
  const { machine } = useThisMachine();
  return (
    <div className="grid close">
      <AskedList of={activityQuery(machine.id)} />
      <Noted machine={machine.id} />
    </div>
  );
}

function Noted({ machine }: { machine: number }) {
  const { data } = useQuery(diagnosticsQuery(machine));
  if (data === undefined || data.length === 0) return null;
  return (
    <section className="card pad grid close">
      <h2 className="h2">{say.noted}</h2>
      <DiagnosticsText diagnostics={data} />
    </section>
  );
}
