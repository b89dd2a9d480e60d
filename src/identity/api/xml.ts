import type { AccessReply, CatalogService } from '#contract/identity';

const NAMESPACE = 'http://docs.openstack.org/identity/api/v2.0';
/** The endpoints' own attributes are called `SNF:…`. */
const EXTENSIONS = 'https://www.synnefo.org/ns/catalog';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

type Attributes = Record<string, string>;

/** A refusal as XML: the root is named like the fault. */
export function faultXml(fault: string, code: number, message: string): string {
  return document(
    element(fault, { xmlns: NAMESPACE, code: String(code) }, [
      element('message', {}, [text(message)]),
      element('details', {}, []),
    ]),
  );
}

/** The answer to a token as XML; without a holder, the catalog alone. */
export function accessXml(
  access: Partial<AccessReply['access']> & Pick<AccessReply['access'], 'serviceCatalog'>,
): string {
  const parts: string[] = [];
  if (access.token !== undefined) {
    const { id, expires, tenant } = access.token;
    parts.push(element('token', { id, expires }, [element('tenant', { ...tenant }, [])]));
  }
  if (access.user !== undefined) {
    const { id, name, roles } = access.user;
    parts.push(
      element('user', { id, name }, [
        element(
          'roles',
          {},
          roles.map((role) => element('role', { ...role }, [])),
        ),
      ]),
    );
  }
  parts.push(element('serviceCatalog', {}, access.serviceCatalog.map(serviceXml)));
  return document(element('access', { xmlns: NAMESPACE, 'xmlns:SNF': EXTENSIONS }, parts));
}

function serviceXml({ name, type, endpoints }: CatalogService): string {
  return element(
    'service',
    { type, name },
    endpoints.map((endpoint) => element('endpoint', endpoint, [])),
  );
}

function document(root: string): string {
  return `${DECLARATION}\n${root}\n`;
}

function element(name: string, attributes: Attributes, children: readonly string[]): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${attributeName(key)}="${text(value)}"`)
    .join('');
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`;
}

/** What an operator may have put into a name that XML does not allow there. */
function attributeName(key: string): string {
  return key.replaceAll(/[^\w.:-]/g, '_');
}

function text(value: string): string {
  const legal = Array.from(value).filter(isXmlCharacter).join('');
  return legal
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function isXmlCharacter(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code >= 0x20
    ? code < 0xd800 || (code > 0xdfff && code !== 0xfffe && code !== 0xffff)
    : code === 9 || code === 10 || code === 13;
}
