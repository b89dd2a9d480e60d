import { CloseButton } from '@mantine/core';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Name } from '../parts/name.tsx';
import { bytes, counted } from '../text/format.ts';
import type { CutOff } from './cut-off.ts';
import { useUploadQueue } from './upload-context.tsx';

/** Named one by one; of more only the number is told. */
const NAMED = 5;

/** What an earlier page left unfinished; a browser forgets the files themselves, so they have to be chosen again. */
export function CutOffNote({ cutOff }: { cutOff: readonly CutOff[] }) {
  const queue = useUploadQueue();
  return (
    <div className="cut-off" role="note" aria-label="Uploads that were cut off">
      <IconAlertTriangleFilled size={18} color="var(--warn-dot)" style={{ flex: 'none' }} aria-hidden />
      <div style={{ minWidth: 0, flex: 1 }}>
        <b style={{ fontWeight: 600 }}>
          {counted(cutOff.length, 'upload was', 'uploads were')} cut off when the page was left
        </b>
        <ul>
          {cutOff.slice(0, NAMED).map(({ target, size }) => {
            const slash = target.object.lastIndexOf('/');
            return (
              <li key={`${target.container}/${target.object}`} className="cut">
                <Link
                  to="/files"
                  search={{
                    container: target.container,
                    ...(slash === -1 ? {} : { folder: target.object.slice(0, slash + 1) }),
                  }}
                >
                  <Name of={target.object.slice(slash + 1)} />
                </Link>{' '}
                <span className="sub">{bytes(size)}</span>
              </li>
            );
          })}
          {cutOff.length > NAMED && <li className="sub">and {cutOff.length - NAMED} more</li>}
        </ul>
        <span className="sub small">
          Choose {cutOff.length === 1 ? 'the file' : 'them'} again to go on: what has arrived is not sent
          again.
        </span>
      </div>
      <CloseButton size="sm" aria-label="Forget what was cut off" onClick={() => queue.forgetCutOff()} />
    </div>
  );
}
