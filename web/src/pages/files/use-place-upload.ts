import { say } from '#text/files';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { quotasQuery } from '../../api/quota.ts';
import { bytes } from '../../text/format.ts';
import { usesOf } from '../../text/resources.ts';
import type { PathFile } from '../../upload/dropped-files.ts';
import { useUploadQueue } from '../../upload/upload-context.tsx';
import type { Place } from './place.ts';

/** Puts files into the place. What one's own quota cannot hold is refused as a whole, before anything is sent. */
export function usePlaceUpload({ person, container, folder, owner }: Place) {
  const queue = useUploadQueue();
  const { data: quotas } = useQuery(quotasQuery(person.uuid));
  const [refusal, setRefusal] = useState('');
  const upload = (files: PathFile[]) => {
    const space =
      quotas === undefined || owner !== undefined
        ? undefined
        : usesOf(quotas, person.uuid).find(({ name }) => name === 'pithos.diskspace');
    const size = files.reduce((sum, { file }) => sum + file.size, 0);
    const excess = space === undefined ? 0 : size + space.used + space.others - space.total;
    if (excess > 0) {
      setRefusal(say.tooMuch({ excess: bytes(excess), size: bytes(size) }));
      return;
    }
    setRefusal('');
    queue.add(
      files.map(({ file, path }) => ({
        file,
        target: { account: owner ?? person.uuid, by: person.uuid, container, object: `${folder}${path}` },
      })),
    );
  };
  return { upload, refusal, forgetRefusal: () => setRefusal('') };
}
