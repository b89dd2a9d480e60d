import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessXml, faultXml } from './xml.ts';

test('a fault is named by its root', () => {
  assert.equal(
    faultXml('unauthorized', 401, 'Invalid "X" & <more>\u0000'),
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      '<unauthorized xmlns="http://docs.openstack.org/identity/api/v2.0" code="401">' +
      '<message>Invalid &quot;X&quot; &amp; &lt;more&gt;</message><details/></unauthorized>\n',
  );
});

test('the catalog without a holder has neither token nor user', () => {
  const service = {
    name: 'n',
    type: 't',
    endpoints_links: [],
    endpoints: [{ publicURL: 'http://x/?a&b', 'SNF:uiURL': 'u' }],
  };
  assert.equal(
    accessXml({ serviceCatalog: [service] }),
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      '<access xmlns="http://docs.openstack.org/identity/api/v2.0" xmlns:SNF="https://www.synnefo.org/ns/catalog">' +
      '<serviceCatalog><service type="t" name="n"><endpoint publicURL="http://x/?a&amp;b" SNF:uiURL="u"/></service>' +
      '</serviceCatalog></access>\n',
  );
});
