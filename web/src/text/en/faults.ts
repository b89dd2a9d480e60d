/** Refusals of the services by their code, where the console words them itself. In English it has the services' own sentences. */
export const say: Readonly<Record<string, string>> = {};
