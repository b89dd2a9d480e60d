import { CloseButton } from '@mantine/core';
import { IconAlertTriangleFilled } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { say } from '#text/upload';
import { Name } from '../parts/name.tsx';
import { bytes } from '../text/format.ts';
import type { CutOff } from './cut-off.ts';
import { searchOf } from './upload.ts';
import { useUploadQueue } from './upload-context.tsx';

/** Named one by one; of more only the number is told. */
const NAMED = 5;

/** What an earlier page left unfinished; a browser forgets the files themselves, so they have to be chosen again. */
export function CutOffNote({ cutOff }: { cutOff: readonly CutOff[] }) {
  const queue = useUploadQueue();
  return (
    <div className="cut-off" role="note" aria-label={say.cutOff}>
      <IconAlertTriangleFilled size={18} color="var(--warn-dot)" className="fixed" aria-hidden />
      <div className="grow">
        <b className="strong">{say.wereCutOff({ count: cutOff.length })}</b>
        <ul>
          {cutOff.slice(0, NAMED).map(({ target, size }) => {
            const slash = target.object.lastIndexOf('/');
            return (
              <li key={`${target.container}/${target.object}`} className="cut">
                <Link to="/files" search={searchOf(target)}>
                  <Name of={target.object.slice(slash + 1)} />
                </Link>{' '}
                <span className="sub">{bytes(size)}</span>
              </li>
            );
          })}
          {cutOff.length > NAMED && <li className="sub">{say.andMore({ count: cutOff.length - NAMED })}</li>}
        </ul>
        <span className="sub small">{say.chooseAgain({ count: cutOff.length })}</span>
      </div>
      <CloseButton size="sm" aria-label={say.forget} onClick={() => queue.forgetCutOff()} />
    </div>
  );
}
