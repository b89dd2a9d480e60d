import { useNavigate, useSearch } from '@tanstack/react-router';
import { sortOf, sortText, type Sort } from '../sort.ts';

/** What of a table is in the address of its page. */
export interface TableSearch {
  filter?: string;
  sort?: string;
}

/** A value of the address as text; what is all digits comes from there as a number. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** The named parameters of an address that say something, as texts: for `validateSearch` of a route. */
export function textsOf<Name extends string>(
  search: Record<string, unknown>,
  ...names: Name[]
): Partial<Record<Name, string>> {
  const found = names.map((name) => [name, textOf(search[name])] as const).filter(([, text]) => text !== '');
  return Object.fromEntries(found) as Partial<Record<Name, string>>;
}

export interface TableState<Column extends string> {
  filter: string;
  sort: Sort<Column>;
  setFilter: (filter: string) => void;
  setSort: (sort: Sort<Column>) => void;
}

/** Order and filter of the page's table, which the address keeps. */
export function useTableSearch<Column extends string>(
  columns: readonly [Column, ...Column[]],
): TableState<Column> {
  const search: TableSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = (name: keyof TableSearch, value: string) =>
    void navigate({
      to: '.',
      search: (({ [name]: _old, ...rest }: TableSearch) =>
        value === '' ? rest : { ...rest, [name]: value }) as never,
      replace: true,
      // The table itself goes to its first row; the router would put back where one was.
      resetScroll: false,
    });
  return {
    filter: search.filter ?? '',
    sort: sortOf(search.sort, columns),
    setFilter: (filter) => change('filter', filter),
    setSort: (sort) => change('sort', sortText(sort)),
  };
}
