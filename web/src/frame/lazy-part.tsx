import {
  useEffect,
  useReducer,
  useRef,
  type ComponentType,
  type FunctionComponent,
  type ReactNode,
} from 'react';
import { isAway, isReachable, useAway } from '../api/connection.ts';

/** A part of the console whose script comes when it is needed. `preload` never fails: what is missing is told when drawn. */
export type LazyPart<Props extends object> = FunctionComponent<Props> & { preload: () => Promise<void> };

/**
 * Draws a part as soon as its script is there. While the script cannot be had the rest of the page stays: `missing` is
 * drawn in its place, and it is tried again when the connection is back or the person says so. (The router's own way
 * loads the whole page anew, which in an outage loses it.)
 */
export function lazyPart<Name extends string, Props extends object>(
  load: () => Promise<Record<Name, ComponentType<Props>>>,
  name: Name,
  drawn: { waiting: ReactNode; missing: (retry: () => void) => ReactNode },
): LazyPart<Props> {
  let found: ComponentType<Props> | undefined;
  let loading: Promise<void> | undefined;
  let failed = false;
  const fetchPart = async (): Promise<void> => {
    try {
      // A script that failed to come once never comes again in this page: browsers keep the failure.
      if (!(await isReachable())) throw new Error('the cloud is away');
      found = (await load())[name];
    } catch {
      failed = true;
      loading = undefined;
    }
  };
  const preload = (): Promise<void> => (loading ??= fetchPart());
  /** When the script is not had although the cloud answers, only loading all anew can help: it failed before, or it is of an older release. */
  const retry = async (): Promise<void> => {
    failed = false;
    await preload();
    if (found === undefined && !isAway()) location.reload();
  };
  const Part = (props: Props) => {
    const [, draw] = useReducer((times: number) => times + 1, 0);
    const away = useAway();
    const wasAway = useRef(away);
    useEffect(() => {
      if (found !== undefined) return;
      // The connection is back: what was asked for in the moment it went has failed for good, and comes with all anew only.
      const back = wasAway.current && !away;
      wasAway.current = away;
      failed = false;
      void (back ? retry() : preload()).then(draw);
    }, [away]);
    const Found = found;
    if (Found !== undefined) return <Found {...props} />;
    return failed ? drawn.missing(() => void retry().then(draw)) : drawn.waiting;
  };
  return Object.assign(Part, { preload });
}
