import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { keys as names, readAgain } from '../../api/keys.ts';
import { canBeChosen, floatingIpsQuery, networksQuery } from '../../api/networks.ts';
import { useInProject, useProject } from '../../api/projects.ts';
import { quotasQuery } from '../../api/quota.ts';
import { sshKeysQuery } from '../../api/ssh-keys.ts';
import { useMachines } from '../../live/machines.ts';
import { clearPlaceOf } from '../../live/take-place.ts';
import { keepInTab, keptInTab } from '../../parts/kept.ts';
import { useForm, type Path } from '../../parts/form/use-form.ts';
import { useSteps } from '../../parts/steps/steps.tsx';
import { choicesOf, type Known, usesWithout } from './choices.ts';
import { SECTIONS, type SectionName } from './draft.ts';
import { extrasOf, keptText } from './extras.ts';
import { problemsOf, refusalOf, refusalWords } from './order.tsx';
import { sendOrders } from './send-order.ts';
import { shortagesOf } from './shortages-of.ts';
import { chosenOf, NO_WISHES, type Wishes } from './wishes.ts';

/** The form of a new machine: what it holds, what follows from that, and its steps. */
export function useNewMachine({ images, flavors, uses: used }: Pick<Known, 'images' | 'flavors' | 'uses'>) {
  const client = useQueryClient();
  const search = useSearch({ from: '/inside/machines/new' });
  const navigate = useNavigate({ from: '/machines/new' });
  const project = useProject();
  const holdings = useQuery(quotasQuery(project)).data?.get(project);
  const { data: keys = null } = useQuery(sshKeysQuery);
  const { data: allNetworks = [] } = useQuery(networksQuery);
  const networks = allNetworks.filter(canBeChosen);
  const inProject = useInProject();
  const { data: held = [] } = useQuery(floatingIpsQuery);
  const addresses = held.filter((address) => address.port_id === null && inProject(address));
  const { data } = useMachines(client);
  const machines = data?.list ?? [];
  const replaced = machines.find(({ id }) => id === search.instead);
  const freed = flavors.find(({ id }) => id === replaced?.flavor.id);
  const uses = usesWithout(used, freed);
  const known: Known = { images, flavors, uses, keys, networks, addresses, machines };
  const steps = useSteps(SECTIONS, search.open ?? (search.image === undefined ? 'image' : 'size'));
  const form = useForm<Wishes>({
    initial: { ...NO_WISHES, ...chosenOf(search) },
    draft: extrasOf(keptInTab('new-machine')),
    check: (wishes) => problemsOf(choicesOf(wishes, known), uses),
    async send(wishes) {
      if (search.instead !== undefined) await clearPlaceOf(search.instead);
      const choices = choicesOf(wishes, known);
      const made = await sendOrders(choices, known, project);
      keepInTab('new-machine', undefined);
      await readAgain(client, names.quotas(), names.networks);
      if (choices.count > 1) await navigate({ to: '/machines' });
      else await navigate({ to: '/machines/$id', params: { id: String(made[0]) } });
    },
    refused(error, wishes) {
      void readAgain(client, names.quotas());
      return refusalOf(error, wishes);
    },
    wordsOf: refusalWords,
    show: (field) => steps.go(sectionOf(field)),
  });
  const { values } = form;
  const { open } = steps;
  const untouched = useRef(true);
  useEffect(() => {
    if (untouched.current) {
      untouched.current = false;
      return;
    }
    keepInTab('new-machine', keptText(values));
    void navigate({
      search: ({ instead }) => ({ ...(instead === undefined ? {} : { instead }), open, ...chosenOf(values) }),
      replace: true,
    });
  }, [navigate, open, values]);
  const choices = choicesOf(values, known);
  const { flavor, count } = choices;
  const shortages = holdings === undefined ? '' : shortagesOf(flavor, { project, holdings, freed, count });
  return { form, steps, choices, uses, shortages, known, instead: search.instead };
}

function sectionOf(field: Path<Wishes>): SectionName {
  if (field === 'image' || field === 'size') return field;
  if (field === 'networks' || field === 'address') return 'network';
  return field === 'name' || field === 'keys' || field === 'count' ? 'access' : 'extras';
}
