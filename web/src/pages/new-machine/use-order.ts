import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { keys, readAgain } from '../../api/keys.ts';
import { useProject } from '../../api/projects.ts';
import { compute } from '../../api/services.ts';
import { setsPassword, takesKeys } from '../../text/image-words.ts';
import { clearPlaceOf } from '../../live/take-place.ts';
import type { Choices } from './use-choices.ts';
import { orderOf } from './extras.ts';
import { forgetExtras } from './use-extras.ts';
import { metadataOf, problemOf, refusalOf, type Problem } from './order.ts';

/** Orders the machine that the choices describe, and goes to it. What stands in the way is answered and shown where it is. */
export function useOrder(choices: Choices) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const project = useProject();
  const [problem, setProblem] = useState<Problem>();
  const [working, setWorking] = useState(false);
  const { draft, change, extras, image, flavor, name, keyNames, networks, networkIds } = choices;

  async function create(): Promise<void> {
    if (working) return;
    const found = problemOf(choices);
    setProblem(found);
    if (found?.section !== undefined) change({ open: found.section });
    if (found !== undefined || image === undefined || flavor === undefined) return;
    setWorking(true);
    try {
      if (draft.instead !== undefined) await clearPlaceOf(draft.instead);
      const server = await compute.createServer({
        name: name.trim(),
        project,
        flavorRef: flavor.id,
        imageRef: image.id,
        metadata: metadataOf(image),
        ...(keyNames.length > 0 && takesKeys(image) ? { 'SNF:key_names': keyNames } : {}),
        ...orderOf(extras, { password: setsPassword(image) }),
        // Left out, the cloud connects to all of its default ones.
        ...(networkIds.length < networks.length ? { networks: networkIds.map((uuid) => ({ uuid })) } : {}),
      });
      forgetExtras();
      await readAgain(client, keys.quotas());
      await navigate({ to: '/machines/$id', params: { id: String(server.id) } });
    } catch (error) {
      const refusal = refusalOf(error, extras);
      setProblem(refusal);
      if (refusal.section !== undefined) change({ open: refusal.section });
      void readAgain(client, keys.quotas());
      setWorking(false);
    }
  }
  return { create, problem, working };
}
