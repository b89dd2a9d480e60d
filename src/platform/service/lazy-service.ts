import type { OpenService, RoleContext, RoleDefinition } from '#platform/service/role';

/** A role's domain that is opened at its first use: a start with nothing to set up opens nothing. */
export interface LazyService<Service> extends AsyncDisposable {
  get(): Promise<Service>;
}

/** Used as `await using`, which closes what was opened. */
export function lazyService<Service>(
  role: RoleDefinition<Service>,
  context: RoleContext,
): LazyService<Service> {
  let opened: Promise<OpenService<Service>> | undefined;
  return {
    get: async () => {
      if (role.open === undefined) throw new TypeError(`the role ${role.name} has no domain to open`);
      opened ??= role.open(context);
      return (await opened).service;
    },
    [Symbol.asyncDispose]: async () => {
      if (opened !== undefined) await (await opened).close();
    },
  };
}
