import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Flavor } from '../../api/flavors.ts';
import type { Image } from '../../api/images.ts';
import { networksQuery, type Network } from '../../api/networks.ts';
import { sshKeysQuery, type SshKey } from '../../api/ssh-keys.ts';
import { useMachines } from '../../live/machines.ts';
import type { Use } from '../../text/resources.ts';
import { demandOf, suggestedName, tooMuch, tooSmall } from './choice.ts';
import { useDraft } from './use-draft.ts';
import type { Draft } from './draft.ts';
import type { Extras } from './extras.ts';
import { useExtras } from './use-extras.ts';

export interface Choices {
  draft: Draft;
  change: (change: Partial<Draft>) => void;
  extras: Extras;
  changeExtras: (change: Partial<Extras>) => void;
  image: Image | undefined;
  flavor: Flavor | undefined;
  /** What is used already; without the machine whose place this one takes. */
  uses: Use[];
  networks: Network[];
  networkIds: string[];
  name: string;
  keys: SshKey[] | null;
  keyNames: string[];
}

/** What the draft says, and for all that it leaves open the default: Create can be pressed at once. */
export function useChoices(images: Image[], flavors: Flavor[], used: Use[]): Choices {
  const { draft, change } = useDraft();
  const { extras, changeExtras } = useExtras();
  const { data: keys } = useQuery(sshKeysQuery);
  const { data: networks = [] } = useQuery(networksQuery);
  const { data: machines } = useMachines(useQueryClient());
  const image = images.find(({ id }) => id === draft.image) ?? images[0];
  const replaced = machines?.list.find(({ id }) => id === draft.instead);
  const uses = usesWithout(
    used,
    flavors.find(({ id }) => id === replaced?.flavor.id),
  );
  const fits = (flavor: Flavor) => tooSmall(flavor, image) === '' && tooMuch(flavor, uses) === '';
  return {
    draft,
    change,
    extras,
    changeExtras,
    image,
    flavor: flavors.find(({ id }) => id === draft.size) ?? flavors.find(fits) ?? flavors[0],
    uses,
    networks,
    networkIds: draft.networks ?? networks.map(({ id }) => id),
    name:
      draft.name ??
      suggestedName(
        image,
        (machines?.list ?? []).map((machine) => machine.name),
      ),
    keys: keys ?? null,
    keyNames: draft.keys ?? keys?.map((key) => key.name) ?? [],
  };
}

function usesWithout(uses: Use[], replaced: Flavor | undefined): Use[] {
  const freed = demandOf(replaced);
  return uses.map((use) => ({ ...use, used: Math.max(0, use.used - (freed.get(use.name) ?? 0)) }));
}
