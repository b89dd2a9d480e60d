import { IconAlertTriangleFilled } from '@tabler/icons-react';
import { say } from '#text/one-machine';
import type { Server } from '../../api/servers.ts';
import css from './machine.module.css';

/** What is wrong with a machine that should run, in the cloud's words, and what its owner can do. */
export function MachineTrouble({ machine }: { machine: Server }) {
  const [newest] = machine.diagnostics;
  return (
    <div className="note bad" role="alert">
      <IconAlertTriangleFilled size={20} color="var(--bad-dot)" className="fixed" aria-hidden />
      <div className={css.what}>
        <b>{newest?.message ?? say.somethingWrong}</b>
        <p>{say.troubleMeans}</p>
      </div>
    </div>
  );
}
