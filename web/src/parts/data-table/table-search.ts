import { useNavigate, useSearch } from '@tanstack/react-router';
import { sortOf, sortText, type Sort } from '../sort.ts';

/** What of a table is in the address of its page. */
export interface TableSearch {
  filter?: string;
  sort?: string;
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
