import type { Identity } from '../identity.ts';

/** A component as the bars of older user interfaces show it. */
export interface ServiceEntry {
  name: string;
  url: string;
  order: number;
  verbose_name: string;
  cloudbar: Record<string, unknown>;
  dashboard: Record<string, unknown>;
}

type Described = Omit<ServiceEntry, 'name' | 'url'>;

const KNOWN: Readonly<Record<string, Described>> = {
  astakos: {
    order: 1,
    verbose_name: 'Astakos',
    cloudbar: { show: false },
    dashboard: { show: true, order: 3, description: 'Accounts, projects and access to the cloud.' },
  },
  pithos: {
    order: 2,
    verbose_name: 'Pithos',
    cloudbar: { show: true, title: 'pithos' },
    dashboard: {
      show: true,
      order: 1,
      description: 'Files, at hand from everywhere and shared with whom you choose.',
    },
  },
  cyclades: {
    order: 3,
    verbose_name: 'Cyclades',
    cloudbar: { show: true, title: 'cyclades' },
    dashboard: { show: true, order: 2, description: 'Virtual machines and networks of your own.' },
  },
};

/** All components with a page, in the order in which bars show them; the operator's words go before ours (spec/identity 1.13). */
export async function serviceMenu({ catalog, settings }: Identity): Promise<ServiceEntry[]> {
  const components = await catalog.components();
  const entries = components.map(({ name, uiUrl }, at): ServiceEntry => {
    const own = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
    const plain = {
      order: 100 + at,
      verbose_name: name,
      cloudbar: { show: false },
      dashboard: { show: false },
    };
    const meta = settings.ASTAKOS_COMPONENTS_META;
    const { cloudbar, dashboard, order, verbose_name, ...rest } =
      (Object.hasOwn(meta, name) ? meta[name] : undefined) ?? {};
    const described = { ...plain, ...own };
    return {
      name,
      url: uiUrl,
      ...rest,
      order: order ?? described.order,
      verbose_name: verbose_name ?? described.verbose_name,
      cloudbar: { ...described.cloudbar, ...cloudbar },
      dashboard: { ...described.dashboard, ...dashboard },
    };
  });
  return entries.toSorted((left, right) => left.order - right.order);
}
