import { IconAlertTriangleFilled } from '@tabler/icons-react';
import type { Server } from '../../api/servers.ts';

/** What is wrong with a machine that should run, in the cloud's words, and what its owner can do. */
export function MachineTrouble({ machine }: { machine: Server }) {
  const [newest] = machine.diagnostics;
  return (
    <div className="note bad" role="alert">
      <IconAlertTriangleFilled size={20} color="var(--bad-dot)" style={{ flex: 'none' }} aria-hidden />
      <div style={{ minWidth: 0 }}>
        <b style={{ fontWeight: 640, fontSize: 14.5 }}>{newest?.message ?? 'Something is wrong with it.'}</b>
        <p>Its disk is kept. If this does not pass, reboot it, or shut it down and start it.</p>
      </div>
    </div>
  );
}
